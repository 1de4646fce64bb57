using System.Text.Json;
using Xunit;

namespace Penstock.Tests.Hosting;

/// <summary>A function over lists in a whole server.</summary>
public sealed class BatchTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public sealed record Pair(int A, int B);

    [Fact]
    public async Task Sixty_four_callers_get_their_own_answers_and_the_metrics_know_the_runs()
    {
        var (runs, items, gate) = (0, 0, new TaskCompletionSource());
        await using var test = await Serve.Test(app => app.Batch("add", async (IReadOnlyList<Pair> pairs, CancellationToken ct) =>
        {
            Interlocked.Increment(ref runs);
            Interlocked.Add(ref items, pairs.Count);
            await gate.Task.WaitAsync(ct);
            return pairs.Select(pair => pair.A + pair.B).ToArray();
        }, "Adds"));
        var calls = Enumerable.Range(0, 64).Select(i => test.Call<int>("add", new { a = i, b = 1000 }, Ct)).ToArray();
        await Resources.Eventually.TrueAsync(async () => Waiting(await test.Client.GetStringAsync("metrics", Ct)) == 63, "63 calls wait");
        gate.SetResult();

        Assert.Equal(Enumerable.Range(1000, 64), await Task.WhenAll(calls));
        Assert.Equal((2, 64), (runs, items));
        var stats = JsonElement.Parse(await test.Client.GetStringAsync("v2/models/add/stats", Ct)).GetProperty("model_stats")[0];
        Assert.Equal((64, 2), (stats.GetProperty("inference_count").GetInt32(), stats.GetProperty("execution_count").GetInt32()));
        Assert.Equal([1, 63], stats.GetProperty("batch_stats").EnumerateArray().Select(batch => batch.GetProperty("batch_size").GetInt32()));
    }

    [Fact]
    public async Task It_is_a_model_as_any_other()
    {
        await using var test = await Serve.Test(app => app.Batch("shout", (IReadOnlyList<string> texts) => texts.Select(text => text.ToUpperInvariant()).ToArray(), "Shouts"));

        var view = JsonElement.Parse(await test.Client.GetStringAsync("models/shout", Ct));
        Assert.Equal(("Shouts", "input", "result"), (view.GetProperty("description").GetString(), view.GetProperty("inputs")[0].GetProperty("name").GetString(), view.GetProperty("outputs")[0].GetProperty("name").GetString()));
        Assert.Equal("GO", await test.Call<string>("shout", new { input = "go" }, Ct));
        var app = Serve.App();
        app.Batch("shout", (string[] texts) => texts);
        Assert.Throws<ArgumentException>(() => app.Batch("shout", (string[] texts) => texts));
        Assert.Throws<ArgumentException>(() => app.Batch("other", (string text) => text));
    }

    private static double Waiting(string metrics) => metrics.Split('\n')
        .Where(line => line.StartsWith("penstock_predict_queue_length{", StringComparison.Ordinal))
        .Sum(line => double.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture));
}
