using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class ChatAnswerTests
{
    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(Generators.Output, output =>
    {
        IReadOnlyList<string> lost = ["not written"];
        var body = Wire.Write(writer => lost = ChatAnswerWriter.Write(writer, output, new AnswerHead("call_1", output.Model!, default)).Names);

        Assert.Empty(lost);
        return ChatAnswerReader.Read(body)!;
    });

    [Fact]
    public void Recorded_answers_are_read_whole()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Endpoint: "chat/completions", Stream: false, Status: 200 }))
        {
            var output = ChatAnswerReader.Read(Encoding.UTF8.GetBytes(exchange.Response));
            Assert.NotNull(output);

            var body = JsonNode.Parse(exchange.Response)!;
            Assert.Equal((string?)body["id"], output.Id);
            Assert.Equal((string?)body["model"], output.Model);
            Assert.Equal((long?)body["created"], output.Created?.ToUnixTimeSeconds());
            Assert.Equal((long?)body["usage"]?["prompt_tokens"], output.Usage?.Input);
            Assert.Equal((long?)body["usage"]?["completion_tokens"], output.Usage?.Output);
            Assert.Equal((long?)body["usage"]?["total_tokens"], output.Usage?.Total);
            Assert.Equal((long?)body["usage"]?["prompt_tokens_details"]?["cached_tokens"] ?? 0, output.Usage?.CachedInput);
            Assert.Equal((long?)body["usage"]?["completion_tokens_details"]?["reasoning_tokens"] ?? 0, output.Usage?.Reasoning);
            var choices = body["choices"]!.AsArray();
            Assert.Equal(choices.Count, output.Choices.Count);
            foreach (var (choice, read) in choices.Zip(output.Choices))
            {
                // Azure leaves the message out where its filter held the answer back.
                var message = choice!["message"] ?? new JsonObject();
                Assert.Equal((string?)message["content"] ?? "", read.Message.Text);
                Assert.Equal((string?)message["refusal"], read.Message.Parts.OfType<RefusalPart>().SingleOrDefault()?.Text);
                Assert.Equal(
                    message["tool_calls"]?.AsArray().Select(call => (string?)call!["function"]!["arguments"]) ??
                        (message["function_call"] is { } legacy ? [(string?)legacy["arguments"]] : []),
                    read.Message.Parts.OfType<ToolCallPart>().Select(call => call.Arguments));
                Assert.NotEqual(FinishReason.Other, read.Finish!.Value.Reason);
            }

            count++;
        }

        Assert.True(count >= 20, $"only {count} answers");
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"choices":null}""")]
    [InlineData("""{"choices":{}}""")]
    [InlineData("""{"error":{"message":"no"}}""")]
    [InlineData("<html>")]
    public void What_is_no_answer_is_none(string body) => Assert.Null(ChatAnswerReader.Read(Wire.Bytes(body)));

    [Fact]
    public void Oddities_of_providers_are_read()
    {
        var output = ChatAnswerReader.Read(Wire.Bytes(
            """
            {"choices":[{"message":{"content":"hi","reasoning":"hm","reasoning_content":"hm",
              "tool_calls":[{"function":{"name":"f","arguments":{"a":1}}}]},"finish_reason":"eos","logprobs":7}],"created":"now","usage":null}
            """))!;

        var choice = Assert.Single(output.Choices);
        Assert.Equal(new Part[] { new ReasoningPart("hm"), new TextPart("hi"), new ToolCallPart("", "f", "{\"a\":1}") }, choice.Message.Parts);
        Assert.Equal(new Finish(FinishReason.Stop, "eos"), choice.Finish);
        Assert.Null(output.Usage);
    }

    [Fact]
    public void What_only_another_dialect_can_carry_is_named()
    {
        var message = new Message(Role.Assistant, [new ReasoningPart("hm") { Signature = "s" }, new OtherPart("anthropic", "search_result", "{}")]);
        IReadOnlyList<string> lost = [];
        var text = Wire.Text(w => lost = ChatAnswerWriter.Write(
            w, new([new ChatChoice(0, message) { StopSequence = "#" }]), new AnswerHead("call_1", "m", DateTimeOffset.UnixEpoch)).Names);

        Assert.Equal(["anthropic:search_result", "stop_sequence"], lost);
        Assert.Equal(JsonValueKind.Null, JsonDocument.Parse(text).RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").ValueKind);
    }

    [Fact]
    public void Signatures_travel_in_reasoning_details_and_come_back_with_the_next_request()
    {
        Part[] parts =
        [
            new ReasoningPart("so on") { Signature = "s" }, new ReasoningPart("") { Opaque = "o" }, new TextPart("hi") { Signature = "t" },
            new ToolCallPart("a", "f", "{}") { Signature = "u" },
        ];
        var written = JsonNode.Parse(Wire.Text(writer => Assert.Empty(ChatAnswerWriter.Write(
            writer, new ChatOutput([new ChatChoice(0, new Message(Role.Assistant, parts))]), new AnswerHead("1", "m", default)).Names)))!;

        var (input, error) = ChatRequestReader.Read(Wire.Bytes($$"""{"messages":[{{written["choices"]![0]!["message"]!.ToJsonString()}}]}"""));

        Assert.Null(error);
        Assert.Equal(Shape.Of(parts), Shape.Of(input!.Messages[0].Parts.ToArray()));
    }
}
