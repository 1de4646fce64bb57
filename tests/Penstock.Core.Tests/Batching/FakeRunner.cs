using System.Threading.Channels;
using Penstock.Batching;

namespace Penstock.Core.Tests.Batching;

/// <summary>Gives every row times ten, when the test says so. A row of 13 makes the whole run fail.</summary>
internal sealed class FakeRunner : IBatchRunner<int[], int[]>
{
    public const int Bad = 13;
    private readonly Channel<FakeRun> _begun = Channel.CreateUnbounded<FakeRun>();

    /// <summary>Whether runs are short.</summary>
    public bool Short { get; init; }

    /// <summary>Whether the fake says when it has copied the input.</summary>
    public bool Copies { get; init; } = true;

    /// <summary>Which entries may share a run.</summary>
    public Func<int[], int[], bool> Fit { get; init; } = (_, _) => true;

    /// <summary>Whether a shared answer cannot be cut.</summary>
    public bool Uncuttable { get; init; }

    /// <summary>The next run to begin.</summary>
    public ValueTask<FakeRun> NextAsync() => _begun.Reader.ReadAsync(Xunit.TestContext.Current.CancellationToken);

    /// <summary>Whether a run has begun that nobody has asked for yet.</summary>
    public bool HasBegun => _begun.Reader.TryPeek(out _);

    public bool IsShort(int[] entry, long rows) => Short;

    public bool Fits(int[] first, int[] next) => Fit(first, next);

    public async ValueTask<BatchRun<int[]>> RunAsync(int[] entry, bool inline, CancellationToken ct) =>
        Taken(await RunAsync(new FakeRun([entry], null), ct));

    public async ValueTask<BatchRun<IReadOnlyList<int[]>?>> RunAsync(Batch<int[]> batch)
    {
        if (Copies)
        {
            batch.InputsTaken();
        }

        var all = await RunAsync(new FakeRun(batch.Entries, batch), batch.Stopped);
        if (Uncuttable)
        {
            return Taken<IReadOnlyList<int[]>?>(null);
        }

        var at = 0;
        return Taken<IReadOnlyList<int[]>?>([.. batch.Entries.Select(entry => all[at..(at += entry.Length)])]);
    }

    private async ValueTask<int[]> RunAsync(FakeRun run, CancellationToken ct)
    {
        _begun.Writer.TryWrite(run);
        await run.Go.WaitAsync(ct);
        return run.Rows.Contains(Bad) ? throw new InvalidOperationException("Thirteen!") : [.. run.Rows.Select(row => row * 10)];
    }

    private static BatchRun<T> Taken<T>(T result) =>
        new(result, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2), TimeSpan.FromMilliseconds(3));
}
