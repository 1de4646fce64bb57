using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.Anthropic;

public sealed class MessageTests
{
    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(MessageGenerators.Output, output =>
    {
        var lost = new Losses();
        var body = Wire.Write(writer => lost = MessageWriter.Write(writer, output, "call_1", output.Model!));

        Assert.Empty(lost.Names);
        return MessageReader.Read(body)!;
    });

    [Fact]
    public void Recorded_answers_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Provider: "anthropic", Stream: false, Status: 200 }))
        {
            var output = MessageReader.Read(Encoding.UTF8.GetBytes(exchange.Response));
            var expected = JsonNode.Parse(exchange.Response)!.AsObject();
            var written = JsonNode.Parse(Wire.Text(writer => Assert.Empty(MessageWriter.Write(writer, output!, "call_1", (string)expected["model"]!).Names)));

            // What usage tells besides the tokens has no canonical form.
            foreach (var name in new[] { "cache_creation", "service_tier", "inference_geo" })
            {
                expected["usage"]!.AsObject().Remove(name);
            }

            // The oldest recordings have none of these yet.
            expected["usage"]!["cache_creation_input_tokens"] ??= 0L;
            expected["usage"]!["cache_read_input_tokens"] ??= 0L;
            Wire.AssertSame(expected, written, exchange.Id);
            count++;
        }

        Assert.Equal(11, count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"content":null}""")]
    [InlineData("""{"type":"error","error":{"type":"api_error","message":"no"}}""")]
    [InlineData("<html>")]
    public void What_is_no_answer_is_none(string body) => Assert.Null(MessageReader.Read(Wire.Bytes(body)));

    [Fact]
    public void Input_has_the_cached_tokens_in_it()
    {
        var usage = MessageReader.Read(Wire.Bytes(
            """{"content":[],"usage":{"input_tokens":1,"cache_creation_input_tokens":20,"cache_read_input_tokens":300,"output_tokens":7,"output_tokens_details":{"thinking_tokens":5,"x":{}},"server_tool_use":null}}"""))!.Usage;

        Assert.Equal(new TokenUsage { Input = 321, CacheWriteInput = 20, CachedInput = 300, Output = 7, Reasoning = 5 }, usage);
    }

    [Theory]
    [InlineData(FinishReason.Stop, "tool_use")]
    [InlineData(FinishReason.Length, "max_tokens")]
    [InlineData(FinishReason.ContentFilter, "refusal")]
    public void A_call_of_tools_is_told_even_where_the_provider_says_stop(FinishReason reason, string word) =>
        Assert.Equal(word, (string?)Written([new ToolCallPart("a", "f", "{}")], new Finish(reason), out _)["stop_reason"]);

    [Theory]
    [InlineData("recitation", "end_turn")]
    [InlineData("pause_turn", "pause_turn")]
    public void A_word_of_another_dialect_is_never_written(string word, string written) =>
        Assert.Equal(written, (string?)Written([], new Finish(FinishReason.Other, word), out _)["stop_reason"]);

    [Fact]
    public void A_refusal_is_a_text_and_a_reason()
    {
        var written = Written([new RefusalPart("I will not.")], new Finish(FinishReason.Stop), out var lost);

        Assert.Empty(lost.Names);
        Assert.Equal(("refusal", "I will not."), ((string?)written["stop_reason"], (string?)written["content"]![0]!["text"]));
    }

    [Fact]
    public void What_only_another_dialect_can_carry_is_named()
    {
        var written = Written(
            [
                new TextPart("x") { Annotations = [new UrlCitation("https://example.org") { Start = 0 }, new OtherAnnotation("openai", "y", "{}")], Signature = "g" },
                new AudioPart(new MediaInline(null, "AA==")) { Transcript = "said" },
                new ImagePart(new MediaInline("image/png", "AA==")),
                new OtherPart("gemini", "executableCode", "{}"),
            ],
            new Finish(FinishReason.Stop),
            out var lost);

        Assert.Equal(["signature", "annotation", "audio", "image", "gemini:executableCode"], lost.Names);
        Assert.Equal(["x", "said"], written["content"]!.AsArray().Select(block => (string?)block!["text"]));
        Assert.Equal("web_search_result_location", (string?)Assert.Single(written["content"]![0]!["citations"]!.AsArray())!["type"]);
    }

    [Fact]
    public void A_count_says_whether_it_is_estimated()
    {
        Assert.Equal(new TokenCountOutput(7, Estimated: false), MessageReader.ReadCount(Wire.Bytes("""{"input_tokens":7}""")));
        Assert.Null(MessageReader.ReadCount(Wire.Bytes("{}")));
        Assert.Equal("""{"input_tokens":7}""", Wire.Text(writer => MessageWriter.WriteCount(writer, new TokenCountOutput(7, Estimated: false))));
        Assert.Equal("""{"input_tokens":7,"estimated":true}""", Wire.Text(writer => MessageWriter.WriteCount(writer, new TokenCountOutput(7, Estimated: true))));
    }

    private static JsonObject Written(IReadOnlyList<Part> parts, Finish finish, out Losses lost)
    {
        var names = new Losses();
        var output = new ChatOutput([new ChatChoice(0, new Message(Role.Assistant, parts)) { Finish = finish }]);
        var text = Wire.Text(writer => names = MessageWriter.Write(writer, output, "call_1", "m"));
        lost = names;
        return JsonNode.Parse(text)!.AsObject();
    }
}
