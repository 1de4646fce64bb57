using Penstock.Registry;

namespace Penstock.Config.Governance;

/// <summary>What every governed kind needs.</summary>
/// <param name="Store">Where those of the API are kept.</param>
/// <param name="Environment">The environment that the file is read with.</param>
/// <param name="Time">The clock.</param>
internal sealed record GovernedParts(IRegistryStore Store, IReadOnlyDictionary<string, string> Environment, TimeProvider Time)
{
    /// <summary>Why an address that came through the management API is refused; null where only the connection can tell.</summary>
    public Func<Uri, string?> Refusal { get; init; } = static _ => null;

    /// <summary>Where a model of a name comes from that neither a file declares nor the management API; null where there is none.</summary>
    public Func<string, string?> ModelTakenBy { get; init; } = static _ => null;

    /// <summary>The models that are served, whoever declares them.</summary>
    public NameList Models { get; init; } = NameList.Any;

    /// <summary>Whether there is, or was, a key of an id.</summary>
    public Func<string, bool> HasKey { get; init; } = static _ => true;
}
