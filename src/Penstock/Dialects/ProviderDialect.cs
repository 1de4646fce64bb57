using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects;

/// <summary>A wire format towards providers: how a call becomes a request, and what comes back a result. Stateless; one instance serves all calls.</summary>
internal abstract class ProviderDialect
{
    /// <summary>The dialect's name in configuration and records; it also marks what only this dialect can carry.</summary>
    public abstract string Name { get; }

    /// <summary>What it has operations for.</summary>
    public abstract IReadOnlyList<Capability> Capabilities { get; }

    /// <summary>The content its conversations can carry besides text, in words for people (<see cref="Feature"/>).</summary>
    public virtual IReadOnlyList<string> Features => [];

    /// <summary>The most tokens that a model takes for what is not text.</summary>
    /// <param name="model">The model's name at the provider.</param>
    public virtual InputCosts InputCosts(string model) => Domain.Models.InputCosts.Unknown;

    /// <summary>The header that holds a provider's key; null for <c>Authorization: Bearer</c>.</summary>
    public virtual string? KeyHeader => null;

    /// <summary>Provider headers that go back to a client of the same dialect.</summary>
    public virtual IReadOnlyList<string> AnswerHeaders => [];

    /// <summary>The header in which a provider names an error's class, where its body does not; null for none.</summary>
    public virtual string? ErrorCodeHeader => null;

    /// <summary>
    /// The request for a call: the client's own bytes where it speaks this dialect, written anew from the canonical input otherwise. The error
    /// is the caller's: an input that cannot be read.
    /// </summary>
    /// <param name="call">The call; its body was read.</param>
    /// <param name="target">Where it is to run.</param>
    /// <param name="traits">The provider.</param>
    public abstract (ProviderRequest? Request, CallError? Error) Request(Call call, Target target, ProviderTraits traits);

    /// <summary>The dialect of a model's own bodies: this one, unless the provider hosts models of other makers as they are.</summary>
    /// <param name="model">The model's name at the provider.</param>
    public virtual string Native(string model) => Name;

    /// <summary>Whether an answer's media type is the one of a stream.</summary>
    public virtual bool IsStream(string? mediaType) => mediaType == "text/event-stream";

    /// <summary>Takes a complete answer, and reports its usage to the call; null when it is not what was expected, after which the body is the caller's again.</summary>
    public abstract Answer? ReadAnswer(PooledBytes body, AnswerSource source);

    /// <summary>Takes a stream; it owns the body.</summary>
    public abstract FrameStream ReadStream(Stream body, AnswerSource source);

    /// <summary>A provider's error: its bytes to be passed on, its message for whoever reads another format.</summary>
    /// <param name="body">The body.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="status">The HTTP status.</param>
    public abstract CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int status);
}
