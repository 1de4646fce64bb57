using System.Collections.Concurrent;

namespace Penstock.Pipeline.Budgets;

/// <summary>Keeps entries as long as the process lives: for tests.</summary>
public sealed class InMemoryBudgetStore : IBudgetStore
{
    private readonly ConcurrentQueue<BudgetEntry> _entries = new();

    /// <summary>Everything kept, in order.</summary>
    public IReadOnlyList<BudgetEntry> Entries => [.. _entries];

    /// <summary>What <see cref="LoadAsync"/> gives.</summary>
    public BudgetState State { get; set; } = BudgetState.Empty;

    /// <summary>What every append fails with; null while they do not.</summary>
    public IOException? Fault { get; set; }

    /// <inheritdoc/>
    public ValueTask AppendAsync(BudgetEntry entry, CancellationToken ct)
    {
        if (Fault is { } fault)
        {
            return ValueTask.FromException(fault);
        }

        _entries.Enqueue(entry);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<BudgetState> LoadAsync(CancellationToken ct) => Task.FromResult(State);
}
