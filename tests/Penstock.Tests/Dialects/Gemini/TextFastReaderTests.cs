using System.Text;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Gemini;

public sealed class TextFastReaderTests
{
    private const string First = """{"candidates":[{"content":{"parts":[{"text":"A"}],"role":"model"},"index":0}],"responseId":"r"}""";

    [Theory]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hi \u4f60\"\n"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":8,"candidatesTokenCount":3,"thoughtsTokenCount":2,"totalTokenCount":13},"modelVersion":"m","responseId":"r"}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":""}]}}],"usageMetadata":{"totalTokenCount":3}}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"of a candidate that has not begun"}]},"index":3}]}""")]
    public void Events_that_a_stream_mostly_consists_of_are_read_as_the_other_reader_does(string data)
    {
        Assert.True(TextFastReader.TryRead(Encoding.UTF8.GetBytes(data), out _));

        // A member that is not known sends an event the other way.
        Assert.Equal(Read(data.Insert(1, "\"unheard\":1,")), Read(data));
    }

    [Theory]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hi","thought":true}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hi"},{"text":"Ho"}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{}}}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hi"}]}},{"content":{"parts":[{"text":"Ho"}]},"index":1}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hi"}],"parts":[]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"\ud800"}]}}]}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}],"promptFeedback":{}}""")]
    [InlineData("""{"candidates":[{"content":"parts"}]}""")]
    [InlineData("""{"candidates":[]}""")]
    [InlineData("""{"usageMetadata":{"totalTokenCount":3}}""")]
    [InlineData("""{"candidates":[{"content":{"parts":[{"text":"Hi"}]}}]} []""")]
    [InlineData("")]
    public void Any_other_is_left_to_the_other_reader(string data) => Assert.False(TextFastReader.TryRead(Encoding.UTF8.GetBytes(data), out _));

    private static List<ChatChunk> Read(string data)
    {
        var reader = new GeminiChunkReader();
        List<ChatChunk> chunks = [];
        Assert.True(reader.TryRead(Encoding.UTF8.GetBytes(First), chunks));
        Assert.True(reader.TryRead(Encoding.UTF8.GetBytes(data), chunks));
        return chunks;
    }
}
