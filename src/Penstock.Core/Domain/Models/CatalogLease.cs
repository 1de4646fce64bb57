using Penstock.Domain.Calls;

namespace Penstock.Domain.Models;

/// <summary>
/// One catalogue while it is in force or in use. Calls enter it and leave it when they have ended; once it was replaced and the last
/// one has left, it lets go of its engines. To enter and to leave costs one interlocked operation each.
/// </summary>
public sealed class CatalogLease : IEndAction
{
    // So far below zero that calls which come too late never bring it back above.
    private const int Dead = int.MinValue / 2;

    private readonly EngineHolds _holds;
    private readonly IEngine[] _engines;
    private int _users = 1;

    internal CatalogLease(ModelCatalog catalogue, EngineHolds holds)
    {
        (Catalogue, _holds) = (catalogue, holds);
        _engines = [.. catalogue.All.SelectMany(EnginesOf).Distinct((IEqualityComparer<IEngine>)ReferenceEqualityComparer.Instance)];
        Array.ForEach(_engines, holds.Hold);
    }

    /// <summary>The catalogue.</summary>
    public ModelCatalog Catalogue { get; }

    /// <summary>Enters it; false when it was replaced and its engines may be gone.</summary>
    public bool TryEnter() => Interlocked.Increment(ref _users) > 0;

    /// <summary>Leaves it: once for each time it was entered.</summary>
    public void Leave()
    {
        // Between the two somebody may enter: then it is not over, and whoever leaves last tries again.
        if (Interlocked.Decrement(ref _users) == 0 && Interlocked.CompareExchange(ref _users, Dead, 0) == 0)
        {
            Array.ForEach(_engines, _holds.Release);
        }
    }

    /// <inheritdoc/>
    public ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        Leave();
        return ValueTask.CompletedTask;
    }

    private static IEnumerable<IEngine> EnginesOf(Model model) => model.Versions.Append(model)
        .SelectMany(one => one.Shadow is { } shadow ? one.Targets.Concat(shadow.Model.Targets) : one.Targets)
        .Select(target => target.Engine);
}
