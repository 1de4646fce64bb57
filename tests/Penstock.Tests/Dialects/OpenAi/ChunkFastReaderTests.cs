using System.Text;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class ChunkFastReaderTests
{
    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}""")]
    [InlineData("""{"id":"a","object":"chat.completion.chunk","created":1,"model":"m","system_fingerprint":null,"service_tier":"default","obfuscation":"x","usage":null,"choices":[{"index":2,"delta":{"content":"\u4f60\"\n","refusal":null},"logprobs":null,"finish_reason":null}]}""")]
    [InlineData("""{"choices":[{"delta":{"content":""}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":null,"reasoning_content":"Hm"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"reasoning_content":"Hm","content":"So"}}]}""")]
    [InlineData("""{"choices":[{"index":1,"delta":{"tool_calls":[{"index":3,"function":{"arguments":"{\"a\""}}]}}]}""")]
    [InlineData("""{"choices":[{"index":1,"delta":{"tool_calls":[{"index":3,"type":"function","function":{"arguments":""}}]}}]}""")]
    public void Events_that_a_stream_mostly_consists_of_are_read_as_the_other_reader_does(string data)
    {
        List<ChatChunk> chunks = [];

        Assert.True(ChunkFastReader.TryRead(Encoding.UTF8.GetBytes(data), chunks));
        Assert.Equal(Slow(data), chunks);
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant","content":"Hi"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"Hi","content":"Ho"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"Hi"}}],"model":"a","model":"b"}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"Hi"}},{"index":1,"delta":{"content":"Ho"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"\ud800"}}]}""")]
    [InlineData("""{"id":"\ud800","choices":[{"index":0,"delta":{"content":"Hi"}}]}""")]
    [InlineData("""{"choices":[{"index":0.5,"delta":{"content":"Hi"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":"content","content":"Hi"}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":["Hi"]}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":{"content":[]}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"reasoning":"Hm"}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"a"}},{"index":1,"function":{"arguments":"b"}}]}}]}""")]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"Hi"}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"Hi"}}],"unheard":1}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"Hi"}}]} {}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"Hi"}}]""")]
    [InlineData("""{"object":"chat.completion.chunk"}""")]
    [InlineData("""[]""")]
    [InlineData("")]
    public void Any_other_is_left_to_the_other_reader(string data)
    {
        List<ChatChunk> chunks = [];

        Assert.False(ChunkFastReader.TryRead(Encoding.UTF8.GetBytes(data), chunks));
        Assert.Empty(chunks);
    }

    [Fact]
    public void Bytes_that_are_no_text_are_left_to_the_other_reader()
    {
        byte[] data = [.. """{"choices":[{"index":0,"delta":{"content":"""u8, (byte)'"', 0xff, (byte)'"', .. "}}]}"u8];

        Assert.False(ChunkFastReader.TryRead(data, []));
    }

    // A member that is not known sends an event the other way.
    private static List<ChatChunk> Slow(string data)
    {
        List<ChatChunk> chunks = [];
        Assert.True(ChatChunkReader.TryRead(Encoding.UTF8.GetBytes(data.Insert(1, "\"unheard\":1,")), chunks));
        return chunks;
    }
}
