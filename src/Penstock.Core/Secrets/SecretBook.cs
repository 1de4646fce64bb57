using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace Penstock.Secrets;

/// <summary>
/// Every secret that is in use, from whatever store: read when it is first needed, kept for the store's time, read anew in the background, and kept
/// for the store's grace while that is down.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="learned">Told of every value before anybody gets it: whatever writes texts must learn to leave it out.</param>
/// <param name="told">Told when a secret can no longer be had, and, without a fault, when it can be had again.</param>
public sealed class SecretBook(TimeProvider time, Action<SecretReference, string> learned, Action<SecretReference, SecretFault?> told) : IDisposable
{
    private readonly ConcurrentDictionary<(SecretReference Reference, bool FromApi), SecretSlot> _slots = new();
    private readonly ConcurrentDictionary<SecretReference, SecretFault> _faults = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, IReadOnlyList<SecretUse>> _declared = new(StringComparer.Ordinal);
    private FrozenDictionary<string, SecretStoreEntry> _stores = FrozenDictionary<string, SecretStoreEntry>.Empty;
    private ILookup<SecretReference, SecretUse> _uses = Array.Empty<SecretUse>().ToLookup(use => use.Reference);

    /// <summary>The clock.</summary>
    internal TimeProvider Time => time;

    /// <summary>The stores by name: an immutable snapshot, swapped whole. Secrets of stores that changed are read anew.</summary>
    public IReadOnlyDictionary<string, SecretStoreEntry> Stores
    {
        get => Volatile.Read(ref _stores);
        set
        {
            var old = _stores;
            Volatile.Write(ref _stores, value.ToFrozenDictionary(StringComparer.Ordinal));
            foreach (var slot in _slots.Values.Where(slot => slot.Known is not null && old.GetValueOrDefault(slot.Reference.Store) != _stores.GetValueOrDefault(slot.Reference.Store)))
            {
                _ = slot.RefreshAsync(CancellationToken.None);
            }
        }
    }

    /// <summary>The secret behind a reference, whether or not it can be had.</summary>
    /// <param name="reference">The reference.</param>
    /// <param name="fromApi">Whether it was declared through the management API, which may not name every secret.</param>
    public SecretSource Source(SecretReference reference, bool fromApi = false) =>
        _slots.GetOrAdd((reference, fromApi), static (key, book) => new SecretSlot(book, key.Reference, key.FromApi), this);

    /// <summary>Says what somebody who declares things needs, in the place of what he said before. What is new is read at once, in the background.</summary>
    /// <param name="by">Who declares: the file, the providers of the API.</param>
    /// <param name="uses">What is needed.</param>
    public void Declare(string by, IEnumerable<SecretUse> uses)
    {
        IReadOnlyList<SecretUse> all;
        lock (_gate)
        {
            _declared[by] = [.. uses];
            all = [.. _declared.Values.SelectMany(said => said)];
            Volatile.Write(ref _uses, all.ToLookup(use => use.Reference));
        }

        foreach (var use in all)
        {
            if (((SecretSlot)Source(use.Reference, use.FromApi)).Known is null)
            {
                _ = Source(use.Reference, use.FromApi).GetAsync(CancellationToken.None).AsTask();
            }
        }
    }

    /// <summary>Looks whether a secret can be had, for somebody who is about to name it: why not, or null. Nothing is kept of it.</summary>
    public async Task<SecretFault?> LookAsync(SecretReference reference, bool fromApi) => (await AskAsync(reference, fromApi)).Reading.Fault;

    /// <summary>What needs a secret, or one of its fields.</summary>
    public IReadOnlyList<string> UsedBy(string store, string path) =>
        [.. Volatile.Read(ref _uses).Where(group => group.Key.Store == store && group.Key.Path == path).SelectMany(group => group).Select(use => use.By).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>What needs secrets of a store.</summary>
    public IReadOnlyList<string> UsedBy(string store) =>
        [.. Volatile.Read(ref _uses).Where(group => group.Key.Store == store).SelectMany(group => group).Select(use => use.By).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Which secrets of a store cannot be had now, and why.</summary>
    public IReadOnlyDictionary<SecretReference, SecretFault> Faults => _faults;

    /// <summary>A secret has another value now: whoever asks after this gets that.</summary>
    public Task RefreshAsync(string store, string path, CancellationToken ct) =>
        Task.WhenAll(_slots.Values.Where(slot => slot.Reference.Store == store && slot.Reference.Path == path && slot.Known is not null).Select(slot => slot.RefreshAsync(ct)));

    /// <summary>Everything of a store may have another value now, or can be had again.</summary>
    public Task RefreshAsync(string store, CancellationToken ct) =>
        Task.WhenAll(_slots.Values.Where(slot => slot.Reference.Store == store && slot.Known is not null).Select(slot => slot.RefreshAsync(ct)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var slot in _slots.Values)
        {
            slot.Dispose();
        }
    }

    /// <summary>Whether a secret is needed.</summary>
    internal bool IsUsed(SecretReference reference) => Volatile.Read(ref _uses).Contains(reference);

    /// <summary>Reads a secret from its store, within the store's time.</summary>
    internal async Task<(SecretStoreEntry? Entry, SecretReading Reading)> ReadAsync(SecretReference reference, bool fromApi)
    {
        var (entry, reading) = await AskAsync(reference, fromApi);
        Tell(reference, reading.Fault);
        return (entry, reading);
    }

    private async Task<(SecretStoreEntry? Entry, SecretReading Reading)> AskAsync(SecretReference reference, bool fromApi)
    {
        var (entry, reading) = Find(reference, fromApi);
        if (entry is not null)
        {
            using var limit = new CancellationTokenSource(entry.Timeout, time);
            try
            {
                reading = await entry.Store.ReadAsync(reference.Path, reference.Field, limit.Token).WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                reading = SecretReading.Not(SecretFaultKind.Unavailable, $"The secret store '{reference.Store}' did not answer within {entry.Timeout.TotalSeconds:0.###} s.");
            }
        }

        if (reading!.Value is { } value)
        {
            learned(reference, value);
        }

        return (entry, reading);
    }

    private (SecretStoreEntry? Entry, SecretReading? Reading) Find(SecretReference reference, bool fromApi)
    {
        if (!Stores.TryGetValue(reference.Store, out var entry))
        {
            return (null, SecretReading.Not(SecretFaultKind.NotFound, $"There is no secret store '{reference.Store}'. Declare it under secrets.stores."));
        }

        return fromApi && !entry.OpenToApi(reference.Path)
            ? (null, SecretReading.Not(SecretFaultKind.NotFound, $"What the management API declares may not name {reference}. List its path in secrets.stores.{reference.Store}.api_paths, or store the secret at /api/v1/secrets."))
            : (entry, null);
    }

    // Once for each change, not for each try.
    private void Tell(SecretReference reference, SecretFault? fault)
    {
        if (fault is null)
        {
            if (_faults.TryRemove(reference, out _))
            {
                told(reference, null);
            }
        }
        else
        {
            var before = _faults.GetValueOrDefault(reference);
            _faults[reference] = fault;
            if (before?.Kind != fault.Kind)
            {
                told(reference, fault);
            }
        }
    }
}
