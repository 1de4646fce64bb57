using Penstock.Domain.Access;

namespace Penstock.Domain.Policies;

/// <summary>Calls that are answered 503 while something is mended: all of them, or those of some models.</summary>
public sealed record Maintenance
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The models, also by the beginnings of their names; empty for all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What callers are told; null for the usual words.</summary>
    public string? Message { get; init; }

    /// <summary>Since when, UTC; null for now.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Until when, UTC; null until it is deleted.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>When to try again, where <see cref="Until"/> does not say.</summary>
    public TimeSpan RetryAfter { get; init; }

    /// <summary>Whether it holds for a model now.</summary>
    public bool Holds(string model, DateTimeOffset now) =>
        !(From > now) && !(Until <= now) && (Models.Count == 0 || Applies.Named(Models, model));
}
