using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Conformance.Npm;
using Penstock.Tests;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Conformance.Matrix;

/// <summary>A Penstock before a provider of each dialect, and what each SDK made of it.</summary>
public sealed class MatrixServer : IAsyncLifetime
{
    private readonly ConcurrentDictionary<string, Lazy<Task<IReadOnlyList<MatrixVerdict>>>> _verdicts = new(StringComparer.Ordinal);
    private PenstockServer _penstock = null!;
    private UpstreamServer _upstream = null!;

    /// <summary>What came of all cells of an SDK, in the order of <see cref="MatrixProviders.Recordings"/>; each SDK runs once.</summary>
    internal Task<IReadOnlyList<MatrixVerdict>> VerdictsAsync(string sdk) => _verdicts.GetOrAdd(sdk, name => new(() => RunAsync(name))).Value;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find(), Remember = 4096 });
        _penstock = await PenstockServer.StartAsync(MatrixProviders.Yaml(_upstream.BaseAddress));
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    private async Task<IReadOnlyList<MatrixVerdict>> RunAsync(string sdk)
    {
        Penstock.Tests.SharedData.Path("exchanges/exchanges.jsonl");
        var cells = MatrixProviders.Recordings.Select(recording => new MatrixCell(recording.Model, recording.Feature, recording.Stream, $"Cell {Guid.NewGuid():N}, please.")).ToArray();
        var answers = MatrixSdks.DotNet.TryGetValue(sdk, out var ask)
            ? await AskAllAsync(ask, cells)
            : await NodeSdk.RunAsync<IReadOnlyList<MatrixAnswer>>("matrix.mjs", new { @base = _penstock.Address, key = PenstockServer.AdminKey, sdk, cells });
        var received = _upstream.Requests.Select(request => (request.Exchange, Body: Encoding.UTF8.GetString(request.Body))).ToArray();
        return [.. MatrixProviders.Recordings.Select((recording, i) => Judge(recording, cells[i], answers[i]))];

        MatrixVerdict Judge(MatrixRecording recording, MatrixCell cell, MatrixAnswer answer)
        {
            var (exchange, body) = received.LastOrDefault(request => request.Body.Contains(cell.Mark, StringComparison.Ordinal));
            return MatrixVerdict.Of(sdk, recording, answer, exchange, body is null ? null : JsonNode.Parse(body));
        }
    }

    private async Task<IReadOnlyList<MatrixAnswer>> AskAllAsync(Func<Uri, MatrixCell, Task<MatrixAnswer>> ask, MatrixCell[] cells)
    {
        var answers = new List<MatrixAnswer>();
        foreach (var cell in cells)
        {
            answers.Add(await ask(_penstock.Address, cell));
        }

        return answers;
    }
}
