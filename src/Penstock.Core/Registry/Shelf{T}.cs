using System.Collections.Frozen;
using Penstock.Domain.Calls;

namespace Penstock.Registry;

/// <summary>All things of one kind.</summary>
/// <typeparam name="T">What a body says, as the domain has it.</typeparam>
public sealed class Shelf<T>(string kind, Func<string, string, (T? Value, IReadOnlyList<InputMistake> Mistakes)> read, IRegistryStore store, TimeProvider time)
    : Shelf(kind, store, time)
    where T : class
{
    private readonly Lock _gate = new();
    private Snapshot _snapshot = new(FrozenDictionary<string, KeptItem>.Empty, FrozenDictionary<string, T>.Empty, FrozenDictionary<string, T>.Empty);
    private Dictionary<string, (KeptItem Item, T Value)> _kept = new(StringComparer.Ordinal);
    private Dictionary<string, (KeptItem Item, T Value)> _declared = new(StringComparer.Ordinal);

    /// <summary>What is wrong with a thing beside all others: a parent that is not there, a circle.</summary>
    public Func<T, IReadOnlyDictionary<string, T>, IEnumerable<InputMistake>> Consistent { get; init; } = static (_, _) => [];

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, KeptItem> Items => Volatile.Read(ref _snapshot).Items;

    /// <inheritdoc/>
    public override IReadOnlyCollection<string> Hidden
    {
        get
        {
            lock (_gate)
            {
                return [.. _kept.Keys.Where(_declared.ContainsKey).Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>The values by id: an immutable snapshot, swapped whole.</summary>
    public FrozenDictionary<string, T> Values => Volatile.Read(ref _snapshot).Values;

    /// <summary>The values of the store by id, also those that a file hides: an immutable snapshot.</summary>
    public FrozenDictionary<string, T> Kept => Volatile.Read(ref _snapshot).Kept;

    /// <inheritdoc/>
    public override IReadOnlyList<InputMistake> Check(string id, string body)
    {
        var (value, mistakes) = read(id, body);
        return value is null || mistakes.Count > 0 ? mistakes : [.. Consistent(value, Values)];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<(KeptItem Item, IReadOnlyList<InputMistake> Mistakes)> Load(IEnumerable<KeptItem> items)
    {
        var wrong = new List<(KeptItem, IReadOnlyList<InputMistake>)>();
        lock (_gate)
        {
            foreach (var item in items)
            {
                var (value, mistakes) = read(item.Id, item.Body);
                if (value is null || mistakes.Count > 0)
                {
                    wrong.Add((item, mistakes));
                }
                else
                {
                    _kept[item.Id] = (item, value);
                }
            }

            Swap();
        }

        Tell();
        return wrong;
    }

    /// <summary>Takes what a file declares, in the place of what it declared before.</summary>
    public void Declare(IEnumerable<(KeptItem Item, T Value)> declared)
    {
        lock (_gate)
        {
            _declared = declared.ToDictionary(entry => entry.Item.Id, StringComparer.Ordinal);
            Swap();
        }

        Tell();
    }

    /// <inheritdoc/>
    protected override void Put(KeptItem item)
    {
        var (value, _) = read(item.Id, item.Body);
        lock (_gate)
        {
            // Two changes may come here in the other order than they were stored in.
            if (value is not null && (!_kept.TryGetValue(item.Id, out var old) || old.Item.Version < item.Version))
            {
                _kept = new(_kept, StringComparer.Ordinal) { [item.Id] = (item, value) };
                Swap();
            }
        }
    }

    /// <inheritdoc/>
    protected override void Remove(string id)
    {
        lock (_gate)
        {
            _kept = new(_kept, StringComparer.Ordinal);
            _kept.Remove(id);
            Swap();
        }
    }

    private void Swap()
    {
        var all = new Dictionary<string, (KeptItem Item, T Value)>(_kept, StringComparer.Ordinal);
        foreach (var (id, entry) in _declared)
        {
            all[id] = entry;
        }

        Volatile.Write(ref _snapshot, new Snapshot(
            all.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.Item, StringComparer.Ordinal),
            all.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.Value, StringComparer.Ordinal),
            _kept.ToFrozenDictionary(entry => entry.Key, entry => entry.Value.Value, StringComparer.Ordinal)));
    }

    private sealed record Snapshot(FrozenDictionary<string, KeptItem> Items, FrozenDictionary<string, T> Values, FrozenDictionary<string, T> Kept);
}
