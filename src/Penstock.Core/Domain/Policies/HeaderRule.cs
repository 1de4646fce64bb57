using System.Net;
using Penstock.Domain.Access;

namespace Penstock.Domain.Policies;

/// <summary>What a call must look like before a byte of its body is read, as a firewall sees it. It is about the callers that <see cref="Applies"/> fits.</summary>
public sealed record HeaderRule
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>What it is for; null when nobody said.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it is only recorded what it would have refused.</summary>
    public bool Shadow { get; init; }

    /// <summary>Which callers: keys, users, service accounts, teams, roles and tags. The model is not known yet.</summary>
    public Applies Applies { get; init; } = Applies.ToAll;

    /// <summary>The networks it must come from; empty for any.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>The networks it must not come from.</summary>
    public IReadOnlyList<IPNetwork> ForbiddenNetworks { get; init; } = [];

    /// <summary>Headers it must have, each with the value it must have, also by its beginning; <c>*</c> for any.</summary>
    public IReadOnlyDictionary<string, string> RequiredHeaders { get; init; } = None;

    /// <summary>Headers it must not have, each with the value that is meant, also by its beginning; <c>*</c> for any.</summary>
    public IReadOnlyDictionary<string, string> ForbiddenHeaders { get; init; } = None;

    /// <summary>The most bytes its body may have; null for no further limit.</summary>
    public long? MaxBodyBytes { get; init; }

    private static readonly Dictionary<string, string> None = [];
}
