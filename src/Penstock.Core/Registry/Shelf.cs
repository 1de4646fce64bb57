using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Registry;

/// <summary>All things of one kind, those a file declares and those of the database. Calls read snapshots; changes go to the store first.</summary>
/// <param name="kind">The kind, one word in the singular: <c>team</c>.</param>
/// <param name="store">Where changes are kept.</param>
/// <param name="time">The clock.</param>
public abstract class Shelf(string kind, IRegistryStore store, TimeProvider time)
{
    /// <summary>The kind, one word in the singular.</summary>
    public string Kind => kind;

    /// <summary>Everything there is, by id; what a file declares hides what the database has under the same id.</summary>
    public abstract IReadOnlyDictionary<string, KeptItem> Items { get; }

    /// <summary>The ids that both have: what the database has there is kept, and counts again when the file lets go of the id.</summary>
    public abstract IReadOnlyCollection<string> Hidden { get; }

    /// <summary>What is wrong with a body under an id, alone and together with everything else there is; none when it may be kept.</summary>
    public abstract IReadOnlyList<InputMistake> Check(string id, string body);

    /// <summary>Why a thing cannot go: who uses it; none when nobody does.</summary>
    public Func<string, IReadOnlyList<string>> UsedBy { get; init; } = static _ => [];

    /// <summary>Told when something has changed, after the snapshot has.</summary>
    public event Action? Changed;

    /// <summary>Keeps a checked body; null when somebody else changed the thing meanwhile.</summary>
    public async Task<KeptItem?> SaveAsync(string id, string body, KeptItem? before, Actor by, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var saved = await store.SaveAsync(kind, new KeptItem(id, body, 0, before?.CreatedAt ?? now, now, by.Id), before, by, ct);
        if (saved is not null)
        {
            Put(saved);
            Tell();
        }

        return saved;
    }

    /// <summary>Deletes a thing; false when somebody else changed it meanwhile.</summary>
    public async Task<bool> DeleteAsync(KeptItem before, Actor by, CancellationToken ct)
    {
        if (!await store.DeleteAsync(kind, before, time.GetUtcNow(), by, ct))
        {
            return false;
        }

        Remove(before.Id);
        Tell();
        return true;
    }

    /// <summary>Every version of a thing, the newest first.</summary>
    public Task<IReadOnlyList<KeptVersion>> HistoryAsync(string id, CancellationToken ct) => store.HistoryAsync(kind, id, ct);

    /// <summary>Takes what the store has at the start. What cannot be read any more is left out and told.</summary>
    public abstract IReadOnlyList<(KeptItem Item, IReadOnlyList<InputMistake> Mistakes)> Load(IEnumerable<KeptItem> items);

    /// <summary>Takes a saved item into the snapshot.</summary>
    protected abstract void Put(KeptItem item);

    /// <summary>Takes an item out of the snapshot.</summary>
    protected abstract void Remove(string id);

    /// <summary>Tells that something has changed.</summary>
    protected void Tell() => Changed?.Invoke();
}
