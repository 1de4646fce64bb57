using System.Text.Json.Nodes;
using Penstock.Dialects;
using Penstock.Dialects.Cohere;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.Cohere;

public sealed class CohereChatTests
{
    [Fact]
    public void A_request_that_is_written_is_read_again() => Property.Holds(CohereGenerators.Conversation, input =>
    {
        Losses? lost = null;
        var body = Wire.Write(writer => lost = ChatRequestWriter.Write(writer, input, "m", stream: true));
        var (read, error) = ChatRequestReader.Read(body);

        Assert.True(error is null, error?.Message);
        Assert.Empty(lost!.Names);
        Assert.Null(lost.Refused);
        return read!;
    });

    [Fact]
    public void An_answer_that_is_written_is_read_again() => Property.Holds(CohereGenerators.Output, output =>
    {
        Losses? lost = null;
        var read = ChatAnswerReader.Read(Wire.Write(writer => lost = ChatAnswerWriter.Write(writer, output, "call")));

        Assert.Empty(lost!.Names);
        return read!;
    });

    [Fact]
    public void Recorded_requests_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e.Endpoint == "v2/chat"))
        {
            var (input, error) = ChatRequestReader.Read(Wire.Bytes(exchange.Request));
            Assert.True(error is null, $"{exchange.Id}: {error?.Message}");
            var expected = JsonNode.Parse(exchange.Request)!.AsObject();
            var written = JsonNode.Parse(Wire.Text(writer => Assert.Empty(ChatRequestWriter.Write(writer, input!, (string)expected["model"]!, exchange.Stream).Names)));

            // A stream that is not asked for, and content that is null, are left out.
            if (!exchange.Stream)
            {
                expected.Remove("stream");
            }

            foreach (var message in expected["messages"]!.AsArray().Select(message => message!.AsObject()).Where(message => message["content"] is null))
            {
                message.Remove("content");
            }

            Wire.AssertSame(expected, written, exchange.Id);
            count++;
        }

        Assert.Equal(9, count);
    }

    [Fact]
    public void Recorded_answers_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Endpoint: "v2/chat", Stream: false, Status: 200 }))
        {
            var output = ChatAnswerReader.Read(Wire.Bytes(exchange.Response));
            var written = JsonNode.Parse(Wire.Text(writer => Assert.Empty(ChatAnswerWriter.Write(writer, output!, "call").Names)));
            var expected = JsonNode.Parse(exchange.Response)!;

            // What is said of the preamble's tokens is not kept, and a tool plan is a block of thinking.
            expected["usage"]!["tokens"] = expected["usage"]!["billed_units"]!.DeepClone();
            if (expected["message"]!["tool_plan"] is { } plan)
            {
                expected["message"]!["content"] = new JsonArray(new JsonObject { ["type"] = "thinking", ["thinking"] = (string)plan! });
                expected["message"]!.AsObject().Remove("tool_plan");
            }

            Wire.AssertSame(expected, written, exchange.Id);
            count++;
        }

        Assert.Equal(4, count);
    }

    [Fact]
    public void Tells_every_mistake_at_once()
    {
        var (_, error) = ChatRequestReader.Read(Wire.Bytes("""{"messages":[{"role":"developer","content":"x"},{"role":"user"}],"tool_choice":"auto","p":"1","thinking":{"type":"on"},"stop_sequences":[1]}"""));

        Assert.Equal(
            ["messages.0.role", "messages.1.content", "tool_choice", "p", "thinking.type", "stop_sequences.0"],
            error!.Mistakes.Select(mistake => mistake.Path).Order(Comparer<string>.Create((a, b) => Place(a) - Place(b))));

        static int Place(string path) => Array.IndexOf(["messages.0.role", "messages.1.content", "tool_choice", "p", "thinking.type", "stop_sequences.0"], path);
    }

    [Fact]
    public void Documents_beside_the_messages_stand_before_the_question_and_those_of_tools_in_their_results()
    {
        var (input, error) = ChatRequestReader.Read(Wire.Bytes("""
            {"messages":[{"role":"user","content":"Who?"},{"role":"tool","tool_call_id":"c","content":[{"type":"document","document":{"data":{"name":"Ada"}}},{"type":"document","document":{"data":"{\"n\":1}"}}]}],
             "documents":["a text",{"id":"d1","data":{"title":"T","snippet":"S"}}]}
            """));

        Assert.Null(error);
        Assert.Equal("<document>\na text\n</document>\n<document id=\"d1\">\ntitle: T\nsnippet: S\n</document>\nWho?", input!.Messages[0].Text);
        Assert.Equal(["name: Ada", "{\"n\":1}"], ((ToolResultPart)input.Messages[1].Parts[0]).Content.Select(part => ((TextPart)part).Text));
    }

    [Fact]
    public void A_text_file_becomes_a_document()
    {
        var input = new ChatInput { Messages = [new Message(Role.User, [new FilePart(new MediaInline("text/plain", "SGVsbG8=")) { Name = "a.txt" }, new TextPart("What?")])] };

        var body = Wire.Text(writer => Assert.Null(ChatRequestWriter.Write(writer, input, "m", false).Refused));

        Assert.Contains("""
            "documents":[{"id":"a.txt","data":{"text":"Hello"}}]
            """.Trim(), body, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_what_only_tunes()
    {
        var input = new ChatInput
        {
            Messages = [new Message(Role.User, [new TextPart("x") { Cache = new CacheMark(null) }]) { Name = "Ada" }, new Message(Role.Assistant, [new ReasoningPart("r") { Signature = "s" }, new TextPart("y")])],
            Tools = [new FunctionTool("a"), new FunctionTool("b")],
            ToolChoice = new NamedToolChoice("a"),
            ParallelToolCalls = false,
            Sampling = new Sampling { LogitBias = new Dictionary<string, double> { ["1"] = 1 } },
            TopLogProbs = 2,
            User = "u",
            Metadata = new Dictionary<string, string>(),
            Extensions = new Extensions("openai", [new("store", "true")]),
        };
        Losses? lost = null;

        _ = Wire.Write(writer => lost = ChatRequestWriter.Write(writer, input, "m", false));

        Assert.Null(lost!.Refused);
        Assert.Equal(["cache_control", "logit_bias", "metadata", "name", "parallel_tool_calls", "reasoning.signature", "store", "tool_choice", "top_logprobs", "user"], lost.Names.Order(StringComparer.Ordinal));
    }

    public static TheoryData<string> Missing => ["audio", "file", "stored image", "hosted tool", "free-form tool", "choices", "format"];

    [Theory]
    [MemberData(nameof(Missing))]
    public void Refuses_what_the_model_would_not_see(string what)
    {
        var (input, feature) = what switch
        {
            "audio" => (Ask(new AudioPart(new MediaInline("audio/wav", "AA=="))), Feature.AudioInput),
            "file" => (Ask(new FilePart(new MediaInline("application/pdf", "AA=="))), Feature.FileInput),
            "stored image" => (Ask(new ImagePart(new MediaFile("f"))), Feature.StoredFileInput),
            "hosted tool" => (Ask() with { Tools = [new OtherTool("openai", "web_search", "{}")] }, Feature.HostedTools),
            "free-form tool" => (Ask() with { Tools = [new OtherTool("openai", "custom", "{}")] }, Feature.FreeFormTools),
            "choices" => (Ask() with { ChoiceCount = 2 }, Feature.SeveralChoices),
            _ => (Ask() with { ResponseFormat = new OtherFormat("openai", "grammar", "{}") }, "answers in the format 'grammar'"),
        };
        Losses? lost = null;

        _ = Wire.Write(writer => lost = ChatRequestWriter.Write(writer, input, "m", false));

        Assert.Equal(feature, lost!.Refused!.Feature);
    }

    [Theory]
    [InlineData("minimal", 1024)]
    [InlineData("low", 2048)]
    [InlineData("medium", 8192)]
    [InlineData("high", 24576)]
    public void An_effort_is_a_budget(string effort, int budget) => Assert.Contains(
        $$"""
        "thinking":{"type":"enabled","token_budget":{{budget}}}
        """.Trim(),
        Wire.Text(writer => ChatRequestWriter.Write(writer, Ask() with { Reasoning = new ReasoningOptions { Effort = effort } }, "m", false)),
        StringComparison.Ordinal);

    [Theory]
    [InlineData(FinishReason.ContentFilter, null, "ERROR")]
    [InlineData(FinishReason.Other, "recitation", "COMPLETE")]
    [InlineData(FinishReason.Refusal, null, "COMPLETE")]
    public void A_finish_word_is_always_one_of_cohere_s(FinishReason reason, string? word, string written) => Assert.Equal(written, FinishWords.Write(new Finish(reason, word), null));

    private static ChatInput Ask(params Part[] parts) => new() { Messages = [new Message(Role.User, [new TextPart("x"), .. parts])] };
}
