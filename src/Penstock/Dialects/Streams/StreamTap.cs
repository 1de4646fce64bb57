using Penstock.Domain.Calls;

namespace Penstock.Dialects.Streams;

/// <summary>
/// What a dialect reads in the events of one stream. <see cref="Look"/> is called for every event and is cheap: it finds the end, errors,
/// usage and the model's name. <see cref="Decode"/> is called only where the canonical chunks are asked for.
/// </summary>
internal abstract class StreamTap
{
    /// <summary>Looks at an event and tells the frame what it is.</summary>
    public abstract void Look(in WireEvent next, WireFrame frame);

    /// <summary>Appends the canonical chunks of an event that <see cref="Look"/> called data or terminal. It remembers what it must from one event to the next.</summary>
    public abstract void Decode(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> type, List<ChatChunk> chunks);

    /// <summary>
    /// What the end of the bytes means where no terminal event came; null for a cut. Only a dialect without a terminal event, whose
    /// last event has been seen, may call that the end.
    /// </summary>
    public virtual bool EndsWithoutTerminal => false;
}
