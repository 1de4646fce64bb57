using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Penstock.Dialects;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Calls;

/// <summary>What a protocol knows that the running of a call does not: how to read its bodies and write its answers.</summary>
internal abstract class CallProtocol
{
    /// <summary>The usual <see cref="Heartbeat"/> of server-sent events: a comment.</summary>
    protected static readonly ReadOnlyMemory<byte> Comment = ": keep-alive\n\n"u8.ToArray();

    /// <summary>The dialect's name, for the record.</summary>
    public abstract string Dialect { get; }

    /// <summary>How it writes errors.</summary>
    public abstract ErrorFormat Errors { get; }

    /// <summary>Client headers that go on to a provider.</summary>
    public virtual IReadOnlyList<string> ForwardedHeaders => [];

    /// <summary>The media types it answers with.</summary>
    public virtual MediaTypeHeaderValue[] Written => MediaTypes.Written;

    /// <summary>The error for a body, or an <c>Accept</c>, whose media type this protocol does not have; null when both are fine.</summary>
    public virtual CallError? RefuseMedia(HttpRequest request) => MediaTypes.Refuse(request, Written);

    /// <summary>Scans a body; the request owns it from then on, or it was disposed.</summary>
    public abstract (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability);

    /// <summary>The same, for a protocol that must look elsewhere, or at the head, to understand a body.</summary>
    public virtual ValueTask<(CallRequest? Request, CallError? Error)> ScanAsync(HttpRequest request, PooledBytes body, Capability capability, CancellationToken ct) =>
        new(Scan(body, capability));

    /// <summary>Told of a complete answer before a byte of it is released: what must be there afterwards is kept now.</summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="encoded">It as it is written; empty where its own bytes go on.</param>
    public virtual ValueTask AnsweredAsync(Call call, Answer answer, ReadOnlyMemory<byte> encoded) => default;

    /// <summary>Told of a stream's end before its last event is released.</summary>
    /// <param name="call">The call.</param>
    /// <param name="terminal">The last frame.</param>
    /// <param name="encoder">What encoded the stream; null where its own bytes go on.</param>
    public virtual ValueTask EndedAsync(Call call, Frame terminal, FrameEncoder? encoder) => default;

    /// <summary>Writes an answer that was not given in this dialect; returns its media type.</summary>
    public abstract string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into);

    /// <summary>What encodes the frames of one stream that are not given in this dialect.</summary>
    public abstract FrameEncoder Encoder(Call call);

    /// <summary>Writes the event that ends a stream that failed.</summary>
    public abstract void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into);

    /// <summary>A sign of life in a stream, which official clients pass over; empty where the dialect has none.</summary>
    public virtual ReadOnlyMemory<byte> Heartbeat => default;

    /// <summary>The media type of a stream.</summary>
    public virtual string StreamContentType => "text/event-stream; charset=utf-8";
}
