using System.Net;

namespace Penstock.Domain.Calls;

/// <summary>What is known of a call from the request's head, before its body is read.</summary>
public sealed record CallHead
{
    /// <summary>What is asked of the model.</summary>
    public required Capability Capability { get; init; }

    /// <summary>The client's wire format, for example <c>openai</c>.</summary>
    public required string Dialect { get; init; }

    /// <summary>The key as it was presented; null when none was. Never logged.</summary>
    public string? Credential { get; init; }

    /// <summary>From where it comes; null when that is not known.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The model, where the address names it; null when the body does.</summary>
    public string? Model { get; init; }

    /// <summary>The version of the model, where the address names one; null for the one that the server chooses.</summary>
    public string? Version { get; init; }

    /// <summary>The operation, in the dialect's own words, where a capability has several (<c>images/edits</c>); null for the capability's own.</summary>
    public string? Operation { get; init; }

    /// <summary>Whether the caller wants a refusal instead of a call that loses something on the way (<c>x-penstock-strict: true</c>).</summary>
    public bool Strict { get; init; }

    /// <summary>The caller's own tags, recorded with the call.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = NoTags;

    /// <summary>A header of the request by its name, several values joined by commas; null for one that is not there.</summary>
    public Func<string, string?> Header { get; init; } = static _ => null;

    /// <summary>How many bytes the body has, as the head says; null when it does not say.</summary>
    public long? ContentLength { get; init; }

    /// <summary>The headers of the client that the dialect lets through to a provider.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Forwarded { get; init; } = [];

    private static readonly Dictionary<string, string> NoTags = [];
}
