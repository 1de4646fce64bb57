namespace Penstock.Gateways.Repository;

/// <summary>Which versions of a model are loaded: the newest ones, or those that are named.</summary>
/// <param name="Newest">How many of the newest that can be loaded.</param>
/// <param name="Only">The versions by name; null for the newest.</param>
internal sealed record VersionPolicy(int Newest, IReadOnlyList<string>? Only = null)
{
    /// <summary>The newest one.</summary>
    public static VersionPolicy Latest { get; } = new(1);

    /// <summary>All of them.</summary>
    public static VersionPolicy All { get; } = new(int.MaxValue);

    /// <inheritdoc/>
    public bool Equals(VersionPolicy? other) => other is not null && Newest == other.Newest
        && (Only is null ? other.Only is null : other.Only is not null && Only.SequenceEqual(other.Only));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Newest, Only?.Count);

    /// <inheritdoc/>
    public override string ToString() => Only is not null ? $"[{string.Join(", ", Only)}]" : Newest switch { int.MaxValue => "all", 1 => "latest", _ => $"the latest {Newest}" };
}
