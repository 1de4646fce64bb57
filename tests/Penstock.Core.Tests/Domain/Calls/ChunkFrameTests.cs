using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Core.Tests.Domain.Calls;

public sealed class ChunkFrameTests
{
    [Fact]
    public void Holds_only_the_chunks_it_was_filled_with_last()
    {
        var frame = new ChunkFrame(new TextChunk("one"), new TextChunk("two"));

        Assert.Equal([new TextChunk("three")], frame.With(new TextChunk("three")).Chunks);
        Assert.Equal(FrameKind.Data, frame.Kind);
        Assert.True(frame.Raw.IsEmpty);
        Assert.Null(frame.Dialect);
    }

    [Fact]
    public void Becomes_terminal_and_data_again()
    {
        var frame = new ChunkFrame(new TextChunk("one")).WithTerminal();

        Assert.Equal(FrameKind.Terminal, frame.Kind);
        Assert.Empty(frame.Chunks);
        Assert.Equal(FrameKind.Data, frame.With(new TextChunk("two")).Kind);
        Assert.Equal(FrameKind.Terminal, ChunkFrame.Terminal().Kind);
    }
}
