using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Penstock.Tests.Hosting;

/// <summary>What the host gives to a function besides its JSON.</summary>
public sealed class FunctionHostTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public interface IGreeter
    {
        string Greet(string who);
    }

    private sealed class Greeter(string word) : IGreeter
    {
        public string Greet(string who) => $"{word} {who}";
    }

    private sealed class Counted : IDisposable
    {
        public static int Made;
        public static int Disposed;

        public Counted() => Interlocked.Increment(ref Made);

        public void Dispose() => Interlocked.Increment(ref Disposed);
    }

    [Fact]
    public async Task Registered_services_are_injected_and_are_no_input()
    {
        await using var test = await Serve.Test(app =>
        {
            app.Builder.Services.AddSingleton<IGreeter>(new Greeter("hello"));
            app.Builder.Services.AddKeyedSingleton<IGreeter>("formal", new Greeter("good day"));
            app.Function("hello", (string who, IGreeter greeter, ILogger<FunctionHostTests> log, TimeProvider time) => greeter.Greet(who));
            app.Function("formal", (string who, [FromKeyedServices("formal")] IGreeter greeter) => greeter.Greet(who));
        });

        Assert.Equal("hello ada", await test.Call<string>("hello", new { who = "ada" }, Ct));
        Assert.Equal("good day ada", await test.Call<string>("formal", new { who = "ada" }, Ct));
        var document = await test.Client.GetStringAsync("models/hello", Ct);
        Assert.Contains("\"who\"", document);
        Assert.DoesNotContain("greeter", document);
        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => test.Call<string>("hello", new { who = "ada", greeter = "x" }, Ct));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
    }

    [Fact]
    public async Task A_scoped_service_lives_as_long_as_its_call()
    {
        await using var test = await Serve.Test(app =>
        {
            app.Builder.Services.AddScoped<Counted>();
            app.Function("one", (Counted a, Counted b) => ReferenceEquals(a, b) && Counted.Disposed == Counted.Made - 1);
        });

        Assert.True(await test.Call<bool>("one", new { }, Ct));
        Assert.True(await test.Call<bool>("one", new { }, Ct));
        Assert.Equal((2, 2), (Counted.Made, Counted.Disposed));
    }

    [Fact]
    public async Task A_list_is_given_by_the_caller_though_a_container_would_have_one()
    {
        await using var test = await Serve.Test(app => app.Function("sum", (IEnumerable<int> numbers) => numbers.Sum()));
        Assert.Equal(6, await test.Call<int>("sum", new { numbers = new[] { 1, 2, 3 } }, Ct));
    }

    [Fact]
    public async Task Caller_information_says_who_calls_and_holds_no_key()
    {
        await using var test = await Serve.Test(app => app.Function("who", (CallInfo call) => call));
        var key = await test.NewKey("who");
        using var client = test.NewClient(key);
        client.DefaultRequestHeaders.Add("x-penstock-tags", "project=atlas");
        using var answer = await client.PostAsync("models/who/invoke", new StringContent("{}", null, "application/json"), Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Contains($"\"call_id\":\"{answer.Headers.GetValues("x-penstock-call-id").Single()}\"", text);
        Assert.Contains("\"model\":\"who\"", text);
        Assert.Contains("\"key_name\":\"test\"", text);
        Assert.Contains("\"is_admin\":false", text);
        Assert.Contains("\"tags\":{\"project\":\"atlas\"}", text);
        Assert.DoesNotContain(key, text);
    }

    [Fact]
    public async Task A_client_that_leaves_cancels_the_function()
    {
        var began = new TaskCompletionSource();
        var cancelled = new TaskCompletionSource();
        await using var test = await Serve.Test(app => app.Function("slow", async (CancellationToken ct) =>
        {
            await using var registration = ct.Register(() => cancelled.TrySetResult());
            began.TrySetResult();
            await Task.Delay(Timeout.Infinite, ct);
        }));
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var call = test.Call<string>("slow", new { }, leaving.Token);
        await began.Task.WaitAsync(Ct);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }
}
