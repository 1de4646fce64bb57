using System.Buffers;
using System.Text;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class ExtraContentTests
{
    private const string Signed = """{"id":"a","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"c2ln"}}}""";

    [Fact]
    public void A_signed_call_of_an_answer_is_read_again_from_the_history()
    {
        var call = new ToolCallPart("a", "f", "{}") { Signature = "c2ln" };
        var answer = Wire.Text(writer => ChatAnswerWriter.Write(writer, new ChatOutput([new ChatChoice(0, new Message(Role.Assistant, [call]))]), new AnswerHead("i", "m", default)));
        Assert.Contains(Signed, answer);

        var (input, error) = ChatRequestReader.Read(Wire.Bytes($$$"""{"messages":[{"role":"assistant","content":null,"tool_calls":[{{{Signed}}}]}]}"""));
        Assert.Null(error);
        Assert.Equal(call, input!.Messages[0].Parts.Single());
    }

    [Fact]
    public void Providers_that_refuse_unknown_members_get_no_signature()
    {
        IReadOnlyList<string> lost = [];
        var input = new ChatInput { Messages = [new Message(Role.Assistant, [new ToolCallPart("a", "f", "{}") { Signature = "c2ln" }])] };

        var body = Wire.Text(writer => lost = ChatRequestWriter.Write(writer, input, new ChatRequestOptions("m")).Names);

        Assert.DoesNotContain("extra_content", body);
        Assert.Equal(["reasoning.signature"], lost);
    }

    [Fact]
    public void A_streamed_call_keeps_its_signature()
    {
        var output = new ArrayBufferWriter<byte>();
        using var writer = new ChatChunkWriter(new AnswerHead("i", "m", default), includeUsage: false);
        ChatChunk[] chunks = [new ToolCallChunk(0, "a", "f") { Signature = "c2ln" }, new ArgumentsChunk(0, "{}")];
        writer.Write(output, chunks);
        writer.Write(output, [new TextChunk("") { Signature = "c2ln" }, new PartChunk(new ImagePart(new MediaInline("image/png", "")))]);

        List<ChatChunk> read = [];
        foreach (var data in Wire.Events(Encoding.UTF8.GetString(output.WrittenSpan)))
        {
            Assert.True(ChatChunkReader.TryRead(Wire.Bytes(data), read));
        }

        Assert.Equal([.. chunks, new TextChunk("") { Signature = "c2ln" }], read.Where(chunk => chunk is not StartChunk));
        Assert.Equal(["image"], writer.Lost.Names);
    }

    [Fact]
    public void What_else_stands_in_it_is_kept_as_it_is()
    {
        const string Body = """{"messages":[{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"},"extra_content":{"google":{"thought_signature":"c2ln"},"x":1}}]}]}""";

        var part = (ToolCallPart)ChatRequestReader.Read(Wire.Bytes(Body)).Input!.Messages[0].Parts.Single();

        Assert.Equal((null, """{"google":{"thought_signature":"c2ln"},"x":1}"""), (part.Signature, part.Extensions.Find("extra_content")));
    }
}
