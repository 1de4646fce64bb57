using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Penstock.Tests.Hosting;

public sealed class ServeAppTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public sealed record Pet(string Name, string Kind);

    public sealed record Quote(decimal Total);

    [Fact]
    public async Task A_function_is_served_and_asks_for_a_key()
    {
        await using var test = await Serve.Test(app => app.Function("price", (Pet pet, int copies = 1) => new Quote((pet.Kind == "dog" ? 20 : 10) * copies)));
        Assert.Equal(new Quote(40), await test.Call<Quote>("price", new { pet = new Pet("Bo", "dog"), copies = 2 }, Ct));
        using var stranger = test.NewClient(null);
        using var refused = await stranger.PostAsync("models/price/invoke", new StringContent("{}", null, "application/json"), Ct);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.DoesNotContain("guide", await test.Client.GetStringAsync("models", Ct));
    }

    [Fact]
    public async Task Endpoints_of_ones_own_stand_beside_the_models_and_may_have_the_root()
    {
        await using var test = await Serve.Test(app =>
        {
            app.Function("hello", (string who) => $"hello {who}");
            app.Web.MapGet("/version", () => "mine");
            app.Web.MapGet("/", () => "home");
        });
        Assert.Equal("mine", await test.Client.GetStringAsync("version", Ct));
        Assert.Equal("home", await test.Client.GetStringAsync("", Ct));
        Assert.Equal("hello ada", await test.Call<string>("hello", new { who = "ada" }, Ct));
        using var missing = await test.Client.GetAsync("nothing", Ct);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task The_documents_are_at_the_root()
    {
        await using var test = await Serve.Test(app => app.Function("hello", () => "hello"));
        using var answer = await test.Client.GetAsync("", Ct);
        Assert.Equal("/docs", answer.Headers.Location!.ToString());
        Assert.Contains("/models/hello/invoke", await test.Client.GetStringAsync("openapi/v1.json", Ct));
    }

    [Fact]
    public async Task Origins_may_call_from_browsers_and_others_may_not()
    {
        await using var test = await Serve.Test(app => app.Cors("https://app.example").Function("hello", () => "hello"));
        Assert.Equal("https://app.example", await AllowedAsync(test, "https://app.example"));
        Assert.Null(await AllowedAsync(test, "https://evil.example"));
        Assert.Contains("without a slash", Assert.Throws<ArgumentException>(() => Serve.App().Cors("https://app.example/")).Message);
    }

    [Fact]
    public async Task Hooks_run_before_the_first_call_and_after_the_last()
    {
        var order = new List<string>();
        var test = await Serve.Test(app => app
            .OnStart(services => Note($"start {services.GetRequiredService<ServeAppTests>() is not null}"))
            .OnStop(_ => Note("stop 1"))
            .OnStop(_ => Note("stop 2"))
            .Function("call", () => order.Add("call"))
            .Builder.Services.AddSingleton(this));
        await test.Call<object?>("call", new { }, Ct);
        await test.DisposeAsync();
        Assert.Equal(["start True", "call", "stop 2", "stop 1"], order);

        Task Note(string what)
        {
            order.Add(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_start_hook_that_fails_keeps_the_app_from_starting() =>
        Assert.Equal("no database", (await Assert.ThrowsAsync<InvalidOperationException>(() => Serve.Test(app => app.OnStart(_ => throw new InvalidOperationException("no database"))))).Message);

    [Fact]
    public async Task Names_are_checked_when_they_are_given()
    {
        var app = Serve.App().Function("a", () => 1);
        Assert.Contains("'a' already", Assert.Throws<ArgumentException>(() => app.Function("a", () => 2)).Message);
        Assert.Contains("'a' already", Assert.Throws<ArgumentException>(() => app.Model("a.onnx")).Message);
        Assert.Contains("no model name", Assert.Throws<ArgumentException>(() => app.Function("a b", () => 2)).Message);
        await app.DisposeAsync();
    }

    [Fact]
    public async Task Nothing_is_added_once_it_runs_and_a_test_begins_before_that()
    {
        var app = Serve.App().Function("a", () => 1);
        await using var test = await Serve.Test(app);
        Assert.Contains("has started", Assert.Throws<InvalidOperationException>(() => app.Function("b", () => 2)).Message);
        await using var built = Serve.App("--data", Directory.CreateTempSubdirectory("penstock-test-").FullName);
        _ = built.Services;
        Assert.Contains("Serve.Test(app =>", (await Assert.ThrowsAsync<InvalidOperationException>(() => Serve.Test(built))).Message);
    }

    [Fact]
    public async Task What_the_program_cannot_take_is_its_exit_code()
    {
        Assert.Equal(2, await Serve.App("--lisen", "127.0.0.1:0").RunAsync());
        Assert.Equal(1, await Serve.App("--config", "/nowhere/penstock.yaml").RunAsync());
    }

    private static async Task<string?> AllowedAsync(ServeTest test, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, "models/hello/invoke");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using var answer = await test.Client.SendAsync(request, Ct);
        return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
    }
}
