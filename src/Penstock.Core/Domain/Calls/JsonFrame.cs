namespace Penstock.Domain.Calls;

/// <summary>
/// A frame that holds one item of a streamed answer as JSON: what a C# function yields. It has no wire format of its own; each
/// protocol puts the item into its own event, line or list. One instance may be filled again and again, as a frame is only valid
/// until the next is read.
/// </summary>
public sealed class JsonFrame : Frame
{
    /// <summary>The item: one JSON value, UTF-8; empty in the frame that ends the answer.</summary>
    public ReadOnlyMemory<byte> Item { get; private set; }

    /// <summary>Fills the frame with an item.</summary>
    /// <param name="item">One JSON value, UTF-8, without a line break; valid until the next frame is read.</param>
    public JsonFrame With(ReadOnlyMemory<byte> item)
    {
        Kind = FrameKind.Data;
        Item = item;
        return this;
    }

    /// <summary>Turns the frame into the one that ends the answer.</summary>
    public JsonFrame WithTerminal()
    {
        Kind = FrameKind.Terminal;
        Item = default;
        return this;
    }
}
