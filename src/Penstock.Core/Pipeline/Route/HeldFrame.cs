using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Route;

/// <summary>A copy of a frame that was only leased, kept until the stream has shown content.</summary>
internal sealed class HeldFrame : Frame
{
    /// <summary>Copies a frame.</summary>
    public HeldFrame(Frame frame)
    {
        Kind = frame.Kind;
        Dialect = frame.Dialect;
        Raw = frame.Raw.ToArray();
        ModelValue = frame.ModelValue;
        Chunks = [.. frame.Chunks];
        Withheld = frame.Withheld;
        OutputBytes = frame.OutputBytes;
    }

    /// <inheritdoc/>
    public override string? Dialect { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<ChatChunk> Chunks { get; }
}
