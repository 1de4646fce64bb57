using System.Text;

namespace Penstock.Domain.Calls;

/// <summary>
/// A frame that has chunks and no bytes, for engines that have no wire format. One instance may be filled again and again,
/// as a frame is only valid until the next is read.
/// </summary>
public sealed class ChunkFrame : Frame
{
    private readonly List<ChatChunk> _chunks;

    /// <summary>Makes a frame of some chunks.</summary>
    public ChunkFrame(params ReadOnlySpan<ChatChunk> chunks) => _chunks = [.. chunks];

    /// <inheritdoc/>
    public override IReadOnlyList<ChatChunk> Chunks => _chunks;

    /// <inheritdoc/>
    public override int OutputBytes
    {
        get
        {
            var bytes = 0;
            foreach (var chunk in _chunks)
            {
                bytes += Encoding.UTF8.GetByteCount(chunk switch
                {
                    TextChunk text => text.Text,
                    ReasoningChunk reasoning => reasoning.Text,
                    RefusalChunk refusal => refusal.Text,
                    ArgumentsChunk arguments => arguments.Arguments,
                    ToolCallChunk call => call.Name,
                    AudioChunk { Transcript: { } transcript } => transcript,
                    _ => "",
                });
            }

            return bytes;
        }
    }

    /// <summary>A frame that ends the answer.</summary>
    public static ChunkFrame Terminal() => new() { Kind = FrameKind.Terminal };

    /// <summary>Fills the frame anew.</summary>
    public ChunkFrame With(params ReadOnlySpan<ChatChunk> chunks)
    {
        Kind = FrameKind.Data;
        _chunks.Clear();
        _chunks.AddRange(chunks);
        return this;
    }

    /// <summary>Turns the frame into the one that ends the answer.</summary>
    public ChunkFrame WithTerminal()
    {
        _chunks.Clear();
        Kind = FrameKind.Terminal;
        return this;
    }
}
