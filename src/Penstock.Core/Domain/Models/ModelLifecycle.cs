namespace Penstock.Domain.Models;

/// <summary>Where a model is in its life, and what comes after it.</summary>
public sealed record ModelLifecycle
{
    /// <summary>In use, and nothing more to say.</summary>
    public static readonly ModelLifecycle Active = new();

    /// <summary>Where it is.</summary>
    public ModelStage Stage { get; init; } = ModelStage.Active;

    /// <summary>Since when, or from when on, it is deprecated, UTC; there is one where it is.</summary>
    public DateTimeOffset? DeprecatedAt { get; init; }

    /// <summary>When it is expected to answer no more, UTC; null when nobody said.</summary>
    public DateTimeOffset? SunsetAt { get; init; }

    /// <summary>The model that takes its place; null when there is none.</summary>
    public string? Successor { get; init; }

    /// <summary>The names it had before.</summary>
    public IReadOnlyList<string> RenamedFrom { get; init; } = [];

    /// <summary>What answers say of it: <c>Deprecation</c> (RFC 9745), <c>Sunset</c> (RFC 8594) and a link to the successor (RFC 5829). Made once.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers => field ??= [.. Made()];

    private IEnumerable<KeyValuePair<string, string>> Made()
    {
        if (Stage != ModelStage.Deprecated)
        {
            yield break;
        }

        if (DeprecatedAt is { } since)
        {
            yield return new("Deprecation", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"@{since.ToUnixTimeSeconds()}"));
        }

        if (SunsetAt is { } end)
        {
            yield return new("Sunset", end.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        }

        if (Successor is { } successor)
        {
            yield return new("Link", $"</models/{Uri.EscapeDataString(successor)}>; rel=\"successor-version\"");
        }
    }
}
