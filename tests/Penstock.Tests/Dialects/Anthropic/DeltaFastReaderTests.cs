using System.Text;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Anthropic;

public sealed class DeltaFastReaderTests
{
    private const string Tool = """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}""";

    [Theory]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi \u4f60\"\n"}}""")]
    [InlineData("""{"delta":{"text":"Hi","type":"text_delta"},"index":7,"type":"content_block_delta"}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":""}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm"}}""")]
    [InlineData("""{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"a\""}}""")]
    [InlineData("""{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}""")]
    [InlineData("""{"type":"content_block_delta","index":5,"delta":{"type":"input_json_delta","partial_json":"{}"}}""")]
    public void Events_that_a_stream_mostly_consists_of_are_read_as_the_other_reader_does(string data)
    {
        Assert.True(DeltaFastReader.TryRead(Encoding.UTF8.GetBytes(data), out _));

        // A member that is not known sends an event the other way.
        Assert.Equal(Read(data.Insert(1, "\"unheard\":1,")), Read(data));
    }

    [Theory]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","thinking":"Hm"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi","text":"Ho"}}""")]
    [InlineData("""{"type":"content_block_delta","type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"\ud800"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":null}}""")]
    [InlineData("""{"type":"content_block_delta","index":0.5,"delta":{"type":"text_delta","text":"Hi"}}""")]
    [InlineData("""{"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"},"usage":{}}""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}} 1""")]
    [InlineData("""{"type":"content_block_delta","index":0,"delta":"text"}""")]
    [InlineData("""{"type":"ping"}""")]
    [InlineData("")]
    public void Any_other_is_left_to_the_other_reader(string data) => Assert.False(DeltaFastReader.TryRead(Encoding.UTF8.GetBytes(data), out _));

    private static List<ChatChunk> Read(string data)
    {
        var reader = new MessageEventReader();
        List<ChatChunk> chunks = [];
        Assert.True(reader.TryRead(Encoding.UTF8.GetBytes(Tool), chunks));
        Assert.True(reader.TryRead(Encoding.UTF8.GetBytes(data), chunks));
        return chunks;
    }
}
