namespace Penstock.Domain.Calls;

/// <summary>One event of a streamed answer, leased until the next is read: raw bytes, and canonical chunks on demand.</summary>
public abstract class Frame
{
    /// <summary>What it is.</summary>
    public FrameKind Kind { get; protected set; }

    /// <summary>The wire format of <see cref="Raw"/>; null when there are only chunks.</summary>
    public virtual string? Dialect => null;

    /// <summary>The event's bytes as they came, its closing blank line included; empty when there are only chunks.</summary>
    public ReadOnlyMemory<byte> Raw { get; protected set; }

    /// <summary>Where in <see cref="Raw"/> the value of the <c>model</c> member stands, quotes included; empty when there is none.</summary>
    public Range ModelValue { get; protected set; }

    /// <summary>
    /// The canonical form, decoded from <see cref="Raw"/> on demand; empty when there is none. Valid until the next frame is read.
    /// Decoders remember what came before, so it is asked for of every frame of a stream or of none.
    /// </summary>
    public virtual IReadOnlyList<ChatChunk> Chunks => [];

    /// <summary>Whether the client never asked for this frame (the usage that Penstock asked for) and must not see it.</summary>
    public bool Withheld { get; protected set; }

    /// <summary>Whether it only begins the answer, where it has no chunks by which that shows: nothing of the content is in it.</summary>
    public bool IsPreamble { get; protected set; }

    /// <summary>
    /// Bytes of what the model wrote in this event, as UTF-8: text, reasoning that is shown, the arguments of tools. No token is less than a byte of
    /// it; what is thought and not shown is not in it.
    /// </summary>
    public virtual int OutputBytes { get; protected set; }

    /// <summary>What went wrong, for <see cref="FrameKind.Error"/>.</summary>
    public CallError? Error { get; protected set; }
}
