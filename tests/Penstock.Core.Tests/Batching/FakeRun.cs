using Penstock.Batching;

namespace Penstock.Core.Tests.Batching;

/// <summary>A run that has begun, and ends when the test lets it.</summary>
internal sealed class FakeRun(IReadOnlyList<int[]> entries, Batch<int[]>? batch)
{
    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<int[]> Entries => entries;

    public Batch<int[]>? Batch => batch;

    public Task Go => _go.Task;

    public int[] Rows => [.. entries.SelectMany(entry => entry)];

    public void Finish() => _go.TrySetResult();
}
