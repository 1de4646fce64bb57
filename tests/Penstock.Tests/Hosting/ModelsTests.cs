using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Pipeline.Ledger;
using Xunit;

namespace Penstock.Tests.Hosting;

/// <summary>Functions that call other models.</summary>
public sealed class ModelsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public sealed record Sum(int Value, string Call, string Parent);

    private static void Define(ServeApp app)
    {
        app.Model(Repository.File("src", "Penstock", "Gateways", "Engines", "Box", "iris.onnx"));
        app.Function("add", (int a, int moreThan, CallInfo call) => new Sum(a + moreThan, call.CallId, call.Tags["parent_call"]));
        app.Function("outer", async (int a, Models models, CallInfo call) =>
        {
            var sum = await models.Call<Sum>("add", new { A = a, more_than = 1 });
            return new { sum.Value, IsChild = sum.Parent == call.CallId && sum.Call != call.CallId };
        });
        app.Function("species", async (Iris flower, Models models) => (await models.Call<Species>("iris", flower)).ClassName);
        app.Function("broken", async (Models models) => await models.Call<Sum>("add", new { a = 1 }));
        app.Function("handled", async (Models models) =>
        {
            try
            {
                return await models.Call<string>("add", new { a = 1 });
            }
            catch (ModelCallException e)
            {
                return $"{e.Error.Kind} {e.Error.Mistakes[0].Path}";
            }
        });
        app.Function("circle", async (Models models) => await models.Call<int>("circle", new { }));
        app.Stream("count", Count);
        app.Function("total", async (Models models) =>
        {
            var total = 0;
            await foreach (var item in models.Stream<int>("count", new { to = 4 }))
            {
                total += item;
            }

            return total + (await models.Call<int[]>("count", new { to = 2 })).Sum();
        });
    }

    private static async IAsyncEnumerable<int> Count(int to)
    {
        for (var i = 1; i <= to; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    [Fact]
    public async Task A_call_within_a_call_is_one_of_its_own_under_the_same_caller()
    {
        await using var test = await Serve.Test(Define);
        var answer = await test.Call<Dictionary<string, System.Text.Json.JsonElement>>("outer", new { a = 2 }, Ct);
        Assert.Equal(3, answer["value"].GetInt32());
        Assert.True(answer["is_child"].GetBoolean());
        Assert.Equal([("add", 1, 0), ("outer", 1, 0)], await LedgerAsync(test));
    }

    [Fact]
    public async Task A_record_is_a_row_of_a_model()
    {
        await using var test = await Serve.Test(Define);
        Assert.Equal("setosa", await test.Call<string>("species", new { flower = new Iris(5.1f, 3.5f, 1.4f, 0.2f) }, Ct));
    }

    [Fact]
    public async Task Streams_are_read_item_by_item_or_whole()
    {
        await using var test = await Serve.Test(Define);
        Assert.Equal(13, await test.Call<int>("total", new { }, Ct));
        Assert.Equal([("count", 2, 0), ("total", 1, 0)], await LedgerAsync(test));
    }

    [Fact]
    public async Task The_callers_policy_holds_within()
    {
        await using var test = await Serve.Test(Define);
        using var client = test.NewClient(await test.NewKey("outer"));
        using var refused = await client.PostAsync("models/outer/invoke", new StringContent("""{"a":1}""", null, "application/json"), Ct);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("'add'", await refused.Content.ReadAsStringAsync(Ct));
        using var allowed = test.NewClient(await test.NewKey("outer", "add"));
        using var answer = await allowed.PostAsync("models/outer/invoke", new StringContent("""{"a":1}""", null, "application/json"), Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task An_input_that_the_inner_model_refuses_is_the_functions_fault_unless_it_is_handled()
    {
        await using var test = await Serve.Test(Define);
        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => test.Call<Sum>("broken", new { }, Ct));
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.DoesNotContain("moreThan", failed.Message);
        Assert.Equal("InvalidInput moreThan", await test.Call<string>("handled", new { }, Ct));
    }

    [Fact]
    public async Task A_circle_ends()
    {
        await using var test = await Serve.Test(Define);
        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => test.Call<int>("circle", new { }, Ct));
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal([("circle", 17, 17)], await LedgerAsync(test));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_what_its_call_called()
    {
        var began = new TaskCompletionSource();
        var inner = new TaskCompletionSource();
        await using var test = await Serve.Test(app =>
        {
            app.Function("outer", async (Models models) => await models.Call<int>("inner", new { }));
            app.Function("inner", async (CancellationToken ct) =>
            {
                await using var registration = ct.Register(() => inner.TrySetResult());
                began.TrySetResult();
                await Task.Delay(Timeout.Infinite, ct);
                return 1;
            });
        });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var call = test.Call<int>("outer", new { }, leaving.Token);
        await began.Task.WaitAsync(Ct);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await inner.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
    }

    private static async Task<(string?, long, long)[]> LedgerAsync(ServeTest test)
    {
        var calls = test.Services.GetRequiredService<ICallStore>();
        await calls.CatchUpAsync(Ct);
        var rows = await calls.SumAsync(new UsageQuery([UsageGroup.Model]), Ct);
        return [.. rows.Select(row => (row.Groups[0], row.Calls, row.Failed)).OrderBy(row => row.Item1, StringComparer.Ordinal)];
    }
}
