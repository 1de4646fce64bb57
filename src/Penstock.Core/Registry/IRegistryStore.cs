using Penstock.Domain.Access;

namespace Penstock.Registry;

/// <summary>Keeps things and every version of them durably, each change together with its entry in the audit trail. Calls never wait for it.</summary>
public interface IRegistryStore
{
    /// <summary>Everything there is now, with its kind.</summary>
    Task<IReadOnlyList<(string Kind, KeptItem Item)>> LoadAsync(CancellationToken ct);

    /// <summary>
    /// Inserts a thing, or replaces the one of its id if that has still the version before; null when somebody else changed it meanwhile.
    /// A new one gets the version after the last it ever had. Durable when it returns.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="item">What it shall be; its version is given here.</param>
    /// <param name="before">What it is; null for a new one.</param>
    /// <param name="by">Who changes it.</param>
    /// <param name="ct">Stops it.</param>
    Task<KeptItem?> SaveAsync(string kind, KeptItem item, KeptItem? before, Actor by, CancellationToken ct);

    /// <summary>Deletes a thing, its versions aside; false when somebody else changed it meanwhile. Durable when it returns.</summary>
    Task<bool> DeleteAsync(string kind, KeptItem before, DateTimeOffset at, Actor by, CancellationToken ct);

    /// <summary>Every version of a thing, the newest first, deletions included; none when there never was one.</summary>
    Task<IReadOnlyList<KeptVersion>> HistoryAsync(string kind, string id, CancellationToken ct);
}
