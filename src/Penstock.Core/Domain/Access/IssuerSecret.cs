namespace Penstock.Domain.Access;

/// <summary>A secret that an issuer shares with this server: the value, or where a store keeps it. As text it never shows the value.</summary>
public sealed class IssuerSecret
{
    private IssuerSecret(string? value, string? reference, bool fromApi) => (Value, Reference, FromApi) = (value, reference, fromApi);

    /// <summary>The value; null for one that a store keeps.</summary>
    public string? Value { get; }

    /// <summary>Where it is: <c>secret:store/path</c>; null for one that is written out.</summary>
    public string? Reference { get; }

    /// <summary>Whether it came through the management API, which may not name every secret.</summary>
    public bool FromApi { get; }

    /// <summary>One that is written out.</summary>
    public static IssuerSecret Of(string value) => new(value, null, false);

    /// <summary>One that a store keeps.</summary>
    public static IssuerSecret In(string reference, bool fromApi) => new(null, reference, fromApi);

    /// <inheritdoc/>
    public override string ToString() => Reference ?? "…";
}
