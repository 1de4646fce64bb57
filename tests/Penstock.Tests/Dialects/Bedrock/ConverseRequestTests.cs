using System.Text.Json.Nodes;
using Penstock.Dialects;
using Penstock.Dialects.Bedrock;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.Bedrock;

public sealed class ConverseRequestTests
{
    private const string Claude = "anthropic.claude-3-7-sonnet-20250219-v1:0";
    private static readonly ChatInput Hello = new() { Messages = [Message.Of(Role.User, "hi")] };

    [Fact]
    public void Results_of_parallel_calls_and_what_the_user_says_to_them_are_one_message()
    {
        var (body, lost) = Write(new ChatInput
        {
            Messages =
            [
                Message.Of(Role.User, "weather?"),
                new Message(Role.Assistant, [new TextPart(""), new ToolCallPart("a", "f", ""), new ToolCallPart("b", "f", "{\"x\":1}")]),
                new Message(Role.Tool, [new ToolResultPart("a", [new TextPart("1")])]),
                new Message(Role.Tool, [new ToolResultPart("b", [new TextPart("2")]) { IsError = true }]),
                Message.Of(Role.User, "and?"),
            ],
        });

        Assert.Empty(lost.Names);
        var messages = body["messages"]!.AsArray();
        Assert.Equal(["user", "assistant", "user"], messages.Select(message => (string?)message!["role"]));
        Assert.Equal("""[{"toolUse":{"toolUseId":"a","name":"f","input":{}}},{"toolUse":{"toolUseId":"b","name":"f","input":{"x":1}}}]""", messages[1]!["content"]!.ToJsonString());
        Assert.Equal(3, messages[2]!["content"]!.AsArray().Count);
        Assert.Equal("error", (string?)messages[2]!["content"]![1]!["toolResult"]!["status"]);
    }

    [Fact]
    public void Instructions_go_in_front_and_one_in_the_middle_stays_there()
    {
        var (body, lost) = Write(new ChatInput { Messages = [Message.Of(Role.Developer, "be kind"), Message.Of(Role.User, "hi"), Message.Of(Role.Assistant, "ho"), Message.Of(Role.System, "now rude")] });

        Assert.Equal("be kind", (string?)body["system"]![0]!["text"]);
        Assert.Equal("now rude", (string?)body["messages"]![2]!["content"]![0]!["text"]);
        Assert.Equal(["messages[3].role"], lost.Names);
    }

    [Theory]
    [InlineData(Claude, """{"top_k":5,"thinking":{"type":"enabled","budget_tokens":8192}}""", "")]
    [InlineData("us.amazon.nova-lite-v1:0", """{"inferenceConfig":{"topK":5}}""", "reasoning_effort")]
    [InlineData("openai.gpt-oss-120b-1:0", """{"reasoning_effort":"medium"}""", "top_k")]
    [InlineData("meta.llama3-2-1b-instruct-v1:0", null, "top_k,reasoning_effort")]
    public void Options_have_their_familys_own_words(string model, string? expected, string lost)
    {
        var (body, losses) = Write(Hello with { Sampling = new Sampling { TopK = 5 }, Reasoning = new ReasoningOptions { Effort = "medium" } }, model);

        Assert.Equal(expected, body["additionalModelRequestFields"]?.ToJsonString());
        Assert.Equal(lost, string.Join(',', losses.Names));
    }

    [Fact]
    public void A_budget_stays_below_the_most_tokens()
    {
        var (body, _) = Write(Hello with { MaxOutputTokens = 2000, Reasoning = new ReasoningOptions { Effort = "high" } });
        var (_, lost) = Write(Hello with { MaxOutputTokens = 500, Reasoning = new ReasoningOptions { Effort = "high" } });

        Assert.Equal(1999, (int?)body["additionalModelRequestFields"]!["thinking"]!["budget_tokens"]);
        Assert.Equal(["reasoning_effort"], lost.Names);
    }

    [Fact]
    public void What_only_tunes_is_named()
    {
        var (_, lost) = Write(Hello with { Sampling = new Sampling { Seed = 1, FrequencyPenalty = 1, PresencePenalty = 1, LogitBias = new Dictionary<string, double>() }, User = "u", ParallelToolCalls = false });

        Assert.Equal(["frequency_penalty", "presence_penalty", "seed", "logit_bias", "parallel_tool_calls", "user"], lost.Names);
        Assert.Null(lost.Refused);
    }

    [Fact]
    public void What_the_model_would_not_see_is_refused()
    {
        (ChatInput, string)[] cases =
        [
            (Of(new ImagePart(new MediaUrl("https://example.org/a.png"))), Feature.ImageUrlInput),
            (Of(new FilePart(new MediaFile("file-1"))), Feature.StoredFileInput),
            (Hello with { Tools = [new OtherTool("openai", "web_search", "{}")] }, Feature.HostedTools),
            (Hello with { Tools = [new OtherTool("openai", "custom", "{}")] }, Feature.FreeFormTools),
            (Hello with { ChoiceCount = 2 }, Feature.SeveralChoices),
            (Hello with { LogProbs = true }, Feature.LogProbabilities),
        ];

        Assert.All(cases, one => Assert.Equal(one.Item2, Write(one.Item1).Lost.Refused?.Feature));
        Assert.StartsWith(Feature.StructuredOutput, Write(Hello with { ResponseFormat = new JsonObjectFormat() }).Lost.Refused!.Feature);
        Assert.StartsWith(Feature.ImageInput, Write(Of(new ImagePart(new MediaInline("image/svg+xml", "aGk=")))).Lost.Refused!.Feature);
    }

    [Fact]
    public void No_tools_are_given_where_none_may_be_used_unless_the_conversation_has_used_some()
    {
        var asked = Hello with { Tools = [new FunctionTool("f")], ToolChoice = ToolChoice.None };

        Assert.Null(Write(asked).Body["toolConfig"]);
        var (body, lost) = Write(asked with { Messages = [new Message(Role.Assistant, [new ToolCallPart("a", "f", "{}")])] });
        Assert.NotNull(body["toolConfig"]);
        Assert.Equal(["tool_choice"], lost.Names);
    }

    [Fact]
    public void Documents_have_names_that_are_taken()
    {
        var (body, _) = Write(Of(new FilePart(new MediaInline("application/pdf", "aGk=")) { Name = "Q3_report.final.pdf" }, new FilePart(new MediaInline(null, "aGk=")) { Name = "a.md" }));

        var content = body["messages"]![0]!["content"]!;
        Assert.Equal(("pdf", "Q3 report final"), ((string?)content[0]!["document"]!["format"], (string?)content[0]!["document"]!["name"]));
        Assert.Equal("md", (string?)content[1]!["document"]!["format"]);
    }

    [Fact]
    public void Every_mistake_is_told_at_once()
    {
        var (_, error) = ConverseRequestReader.Read(Wire.Bytes(
            """{"messages":[{"role":"robot","content":[{"text":7}]},{"role":"user"}],"inferenceConfig":{"maxTokens":"many"},"toolConfig":{"tools":[{"toolSpec":{}}]}}"""));

        Assert.Equal(
            ["messages.0.content.0.text", "messages.0.role", "messages.1.content", "inferenceConfig.maxTokens", "toolConfig.tools.0.toolSpec.name", "toolConfig.tools.0.toolSpec.inputSchema"],
            error!.Mistakes.Select(mistake => mistake.Path).Order(StringComparer.Ordinal).OrderBy(path => path.StartsWith("tool", StringComparison.Ordinal) ? 3 : path.StartsWith("inf", StringComparison.Ordinal) ? 2 : 1).ThenBy(path => path == "toolConfig.tools.0.toolSpec.inputSchema" ? 1 : 0));
    }

    private static ChatInput Of(params Part[] parts) => new() { Messages = [new Message(Role.User, parts)] };

    private static (JsonNode Body, Losses Lost) Write(ChatInput input, string model = Claude)
    {
        var lost = new Losses();
        var text = Wire.Text(writer => lost = ConverseRequestWriter.Write(writer, input, model));
        return (JsonNode.Parse(text)!, lost);
    }
}
