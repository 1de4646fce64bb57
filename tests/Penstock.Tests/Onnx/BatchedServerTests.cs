using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Pipeline.Meter;
using Xunit;

namespace Penstock.Tests.Onnx;

/// <summary>Batching as a whole server has it: configured, shown, measured, and right.</summary>
public sealed class BatchedServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("penstock-test-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Gives_64_callers_their_own_rows_shows_and_counts_what_it_did()
    {
        await File.WriteAllBytesAsync(Path.Combine(_folder, "affine.onnx"), BatchModels.Affine(), Ct);
        await File.WriteAllBytesAsync(Path.Combine(_folder, "sum.onnx"), BatchModels.RunningSum(), Ct);
        await using var server = await PenstockServer.StartAsync("""
            onnx: { batching: { max_rows: 16 } }
            models:
              affine: { onnx: ./affine.onnx }
              sum: { onnx: ./sum.onnx, batching: on }
              alone: { onnx: ./affine.onnx, batching: off }
            """, folder: _folder);

        await Parallel.ForAsync(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Ct }, async (caller, ct) =>
        {
            for (var i = 0; i < 5; i++)
            {
                var (first, second) = ((caller * 100) + i, (caller * 100) + i + 10_000);
                using var answer = await server.Client.PostAsJsonAsync(
                    caller % 8 == 0 ? "models/alone/invoke" : "models/affine/invoke", new { x = new[] { new[] { first }, [second] } }, ct);
                Assert.Equal($$"""{"y":[[{{(2 * first) + 1}}],[{{(2 * second) + 1}}]]}""", await answer.Content.ReadAsStringAsync(ct));
            }
        });

        Assert.Equal("on: rows come out together as they do alone", await BatchingAsync(server, "affine"));
        Assert.Equal("off: the configuration says so", await BatchingAsync(server, "alone"));
        Assert.StartsWith("off: rows mind each other", await BatchingAsync(server, "sum"));
        Assert.Null(await BatchingAsync(server, "guide"));

        var statistics = server.Services.GetRequiredService<PredictStatistics>().Of("affine", null);
        Assert.Equal((56 * 5, 56 * 5 * 2), (statistics.Success.Count, statistics.Inferences));
        Assert.Equal(statistics.Inferences, statistics.Batches.Sum(batch => batch.Size * batch.Compute.Count));
        Assert.All(statistics.Batches, batch => Assert.InRange(batch.Size, 1, 16));
        var metrics = await server.Client.GetStringAsync("metrics", Ct);
        foreach (var phase in new[] { "queue", "batch", "compute", "encode" })
        {
            Assert.Contains($$"""penstock_predict_{{phase}}_duration_seconds_count{gen_ai_request_model="affine"} 280""", metrics);
        }

        Assert.Contains("penstock_predict_batch_rows_count{gen_ai_request_model=\"affine\"}", metrics);
    }

    private static async Task<string?> BatchingAsync(PenstockServer server, string model) =>
        (string?)JsonNode.Parse(await server.Client.GetStringAsync($"models/{model}", Ct))!["batching"];
}
