using System.Text.Json.Nodes;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.Gemini;

public sealed class GeminiAnswerTests
{
    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(GeminiGenerators.Output, output =>
    {
        IReadOnlyList<string> lost = ["not written"];
        var body = Wire.Write(writer => lost = GeminiAnswerWriter.Write(writer, output, output.Model!, "id").Names);

        Assert.Empty(lost);
        return GeminiAnswerReader.Read(body)!;
    });

    [Fact]
    public void Recorded_answers_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Endpoint: "generateContent", Status: 200 }))
        {
            var output = GeminiAnswerReader.Read(Wire.Bytes(exchange.Response))!;
            var written = JsonNode.Parse(Wire.Text(writer => Assert.Empty(GeminiAnswerWriter.Write(writer, output, output.Model!, "").Names)));
            Wire.AssertSame(Normalised(JsonNode.Parse(exchange.Response)!.AsObject()), written, exchange.Id);
            count++;
        }

        Assert.Equal(9, count);
    }

    // The small list of what is written in another form: counts by modality are not kept but for sound, what tools brought in is part of the
    // prompt, enumerations are words, a time has no fractions of seconds, a candidate has its index.
    private static JsonObject Normalised(JsonObject answer)
    {
        var usage = answer["usageMetadata"]!.AsObject();
        foreach (var name in new[] { "promptTokensDetails", "candidatesTokensDetails", "toolUsePromptTokensDetails", "trafficType" })
        {
            usage.Remove(name);
        }

        usage["promptTokenCount"] = (long)usage["promptTokenCount"]! + ((long?)usage["toolUsePromptTokenCount"] ?? 0);
        usage.Remove("toolUsePromptTokenCount");
        if ((string?)answer["createTime"] is { } time)
        {
            answer["createTime"] = time[..time.IndexOf('.')] + "Z";
        }

        foreach (var candidate in answer["candidates"]!.AsArray())
        {
            candidate!["index"] ??= 0;
            candidate["finishReason"] = candidate["finishReason"]!.GetValueKind() == System.Text.Json.JsonValueKind.Number ? "STOP" : candidate["finishReason"]!.DeepClone();
        }

        return answer;
    }

    [Fact]
    public void Usage_is_what_the_recordings_say_in_total()
    {
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Endpoint: "generateContent", Status: 200 }))
        {
            var usage = GeminiAnswerReader.Read(Wire.Bytes(exchange.Response))!.Usage!.Value;

            Assert.Equal((long)JsonNode.Parse(exchange.Response)!["usageMetadata"]!["totalTokenCount"]!, usage.Total);
        }
    }

    [Fact]
    public void A_function_call_is_the_reason_to_end_and_has_an_id_of_the_answer()
    {
        var output = GeminiAnswerReader.Read(Wire.Bytes("""
            {"candidates":[{"content":{"parts":[{"functionCall":{"name":"a","args":{"x":1}},"thoughtSignature":"c2ln"},{"functionCall":{"id":"own","name":"a"}},{"functionCall":{"name":"b"}}]},"finishReason":"STOP"}],"responseId":"r1"}
            """))!;

        var calls = output.Choices[0].Message.Parts.Cast<ToolCallPart>().ToArray();
        Assert.Equal(["call_r1_0", "own", "call_r1_2"], calls.Select(call => call.Id));
        Assert.Equal(("c2ln", """{"x":1}""", "{}"), (calls[0].Signature, calls[0].Arguments, calls[1].Arguments));
        Assert.Equal(new Finish(FinishReason.ToolCalls), output.Choices[0].Finish);
    }

    [Fact]
    public void A_blocked_question_is_an_answer_that_was_held_back()
    {
        const string Blocked = """{"usageMetadata":{"promptTokenCount":3,"candidatesTokenCount":0,"totalTokenCount":3},"modelVersion":"m","responseId":"r","promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}""";

        var output = GeminiAnswerReader.Read(Wire.Bytes(Blocked))!;

        Assert.Equal(new Finish(FinishReason.ContentFilter, "PROHIBITED_CONTENT"), output.Choices.Single().Finish);
        Assert.Equal(Blocked, Wire.Text(writer => GeminiAnswerWriter.Write(writer, output, "m", "")));
    }

    [Theory]
    [InlineData("MAX_TOKENS", FinishReason.Length)]
    [InlineData("RECITATION", FinishReason.ContentFilter)]
    [InlineData("MODEL_ARMOR", FinishReason.ContentFilter)]
    [InlineData("UNEXPECTED_TOOL_CALL", FinishReason.Error)]
    [InlineData("SOMETHING_NEW", FinishReason.Other)]
    public void Words_are_read_and_only_known_ones_written(string word, FinishReason reason)
    {
        var finish = GeminiFinish.Read(word, calls: false);

        Assert.Equal(reason, finish.Reason);
        Assert.Equal(word == "SOMETHING_NEW" ? "OTHER" : word, GeminiFinish.Write(finish));
    }

    [Theory]
    [InlineData(FinishReason.Refusal, "PROHIBITED_CONTENT")]
    [InlineData(FinishReason.Error, "OTHER")]
    [InlineData(FinishReason.Other, "OTHER")]
    [InlineData(FinishReason.ToolCalls, "STOP")]
    public void Words_of_others_become_this_dialects(FinishReason reason, string word) => Assert.Equal(word, GeminiFinish.Write(new Finish(reason, "eos")));

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"candidates":[]}""")]
    public void What_is_no_answer_is_none(string body) => Assert.Null(GeminiAnswerReader.Read(Wire.Bytes(body)));
}
