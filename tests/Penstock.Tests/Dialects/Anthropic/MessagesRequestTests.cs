using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Penstock.Dialects;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Tests.Dialects.OpenAi;
using Xunit;

namespace Penstock.Tests.Dialects.Anthropic;

public sealed class MessagesRequestTests
{
    private const string ByBudget = "claude-sonnet-4-5-20250929";
    private const string ByEffort = "claude-opus-4-8";

    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(MessageGenerators.Conversation, input => There(input, ByEffort));

    [Fact]
    public void A_budget_of_thinking_comes_back_from_models_that_know_budgets() => Property.Holds(
        MessageGenerators.Conversation.SelectMany(_ => Generators.Maybe(Gen.Choose(1, 2000)), WithBudget), input => There(input, ByBudget));

    [Fact]
    public void Effort_comes_back_from_models_that_know_effort() => Property.Holds(
        MessageGenerators.Conversation.SelectMany(_ => Gen.Elements("low", "medium", "high", "max", "none", null), WithEffort), input => There(input, ByEffort));

    [Fact]
    public void Recorded_requests_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e.Provider == "anthropic"))
        {
            var (input, error) = MessagesRequestReader.Read(Encoding.UTF8.GetBytes(exchange.Request));
            Assert.True(error is null, $"{exchange.Id}: {error?.Message}");

            var expected = JsonNode.Parse(exchange.Request)!.AsObject();
            var options = new MessagesOptions((string)expected["model"]!, (bool?)expected["stream"] == true);
            var written = JsonNode.Parse(Wire.Text(writer => Assert.Empty(MessagesRequestWriter.Write(writer, input!, options).Names)));
            Wire.AssertSame(Normalised(expected), written, exchange.Id);
            count++;
        }

        Assert.Equal(27, count);
    }

    [Theory]
    [InlineData("{}", "max_tokens", "messages")]
    [InlineData("""{"max_tokens":0,"messages":[{"role":"tool","content":7},{"content":""}]}""", "messages.0.content", "messages.0.role", "messages.1.role", "max_tokens")]
    [InlineData("""{"max_tokens":1,"messages":[{"role":"user","content":[{"type":"text"},{"type":"image"},{"type":"tool_use","id":"a","name":"b","input":7}]}]}""",
        "messages.0.content.0.text", "messages.0.content.1.source", "messages.0.content.1.source.type", "messages.0.content.2.input")]
    [InlineData("""{"max_tokens":1,"messages":[],"tools":[{"name":7}],"tool_choice":{"type":"some"},"thinking":{"type":"enabled","budget_tokens":"x"},"stop_sequences":[1]}""",
        "tool_choice.type", "tools.0.name", "tools.0.input_schema", "thinking.budget_tokens", "stop_sequences.0")]
    public void Every_mistake_is_told_at_once(string body, params string[] paths)
    {
        var (input, error) = MessagesRequestReader.Read(Wire.Bytes(body));

        Assert.Null(input);
        Assert.Equal(paths.Order(), error!.Mistakes.Select(mistake => mistake.Path).Order());
    }

    [Fact]
    public void What_is_to_be_counted_needs_no_limit_and_has_none()
    {
        var (input, error) = MessagesRequestReader.ReadCount(Wire.Bytes("""{"model":"m","messages":[{"role":"user","content":"hi"}]}"""));

        Assert.Null(error);
        Assert.Equal(
            """{"model":"m","messages":[{"role":"user","content":"hi"}]}""",
            Wire.Text(w => MessagesRequestWriter.Write(w, input!, new MessagesOptions("m") { Count = true })));
    }

    [Fact]
    public void Hosts_that_name_the_model_in_the_address_get_a_version_instead()
    {
        var input = new ChatInput { Messages = [Message.Of(Role.User, "hi")], MaxOutputTokens = 7 };

        Assert.Equal(
            """{"anthropic_version":"bedrock-2023-05-31","messages":[{"role":"user","content":"hi"}],"max_tokens":7}""",
            Wire.Text(w => MessagesRequestWriter.Write(w, input, new MessagesOptions("m", Stream: true) { HostedVersion = "bedrock-2023-05-31", StreamInAddress = true })));
    }

    [Theory]
    [InlineData(ByEffort, null, 4096)]
    [InlineData(ByBudget, "low", 6144)]
    [InlineData(ByEffort, "high", 28672)]
    public void A_conversation_without_a_limit_gets_one_that_leaves_room_to_think(string model, string? effort, int most) =>
        Assert.Equal(most, (int?)Written(new ChatInput { Messages = [], Reasoning = new ReasoningOptions { Effort = effort } }, model, out _)["max_tokens"]);

    [Theory]
    [InlineData("minimal", 1024)]
    [InlineData("medium", 8192)]
    [InlineData("xhigh", 24576)]
    public void Effort_is_a_budget_to_models_that_know_no_effort(string effort, int budget) =>
        Assert.Equal(budget, (int?)Written(new ChatInput { Messages = [], Reasoning = new ReasoningOptions { Effort = effort } }, ByBudget, out _)["thinking"]!["budget_tokens"]);

    [Fact]
    public void A_budget_fits_into_the_limit_or_is_left_out()
    {
        ChatInput Of(long most) => new() { Messages = [], MaxOutputTokens = most, Reasoning = new ReasoningOptions { Effort = "high" } };

        Assert.Equal(5000, (int?)Written(Of(10_000), ByBudget, out _)["thinking"]!["budget_tokens"]);
        Assert.Null(Written(Of(1000), ByBudget, out var lost)["thinking"]);
        Assert.Equal(["reasoning_effort"], lost.Names);
    }

    [Fact]
    public void A_turn_whose_thoughts_another_dialect_could_not_keep_goes_on_without_thinking()
    {
        var input = new ChatInput
        {
            Messages = [Message.Of(Role.User, "hi"), new(Role.Assistant, [new ToolCallPart("a", "f", "{}")]), new(Role.Tool, [new ToolResultPart("a", [])])],
            Reasoning = new ReasoningOptions { Effort = "low" },
        };

        Assert.Null(Written(input, ByBudget, out var lost)["thinking"]);
        Assert.Equal(["reasoning_effort"], lost.Names);
    }

    [Fact]
    public void Results_of_one_turn_stand_in_one_message_with_what_the_user_says_next()
    {
        var input = new ChatInput
        {
            Messages =
            [
                new(Role.System, [new TextPart("a")]), new(Role.Developer, [new TextPart("b")]), new(Role.User, [new TextPart("hi")]),
                new(Role.Assistant, [new TextPart(""), new ToolCallPart("call:1.x", "f", ""), new ToolCallPart("2", "g", "{oops")]),
                new(Role.Tool, [new ToolResultPart("call:1.x", [new TextPart("1")]) { Name = "f", IsError = true }]), new(Role.Tool, [new ToolResultPart("2", [new TextPart("")])]),
                new(Role.User, [new TextPart("go on")]), new(Role.System, [new TextPart("late")]),
            ],
            MaxOutputTokens = 1,
        };

        var written = Written(input, ByEffort, out var lost);

        Assert.Equal(["tool_calls.arguments", "messages[7].role"], lost.Names);
        Assert.Null(lost.Refused);
        Wire.AssertSame(
            JsonNode.Parse(
                """
                {"system":[{"type":"text","text":"a"},{"type":"text","text":"b"}],"messages":[{"role":"user","content":"hi"},
                 {"role":"assistant","content":[{"type":"tool_use","id":"call_1_x","name":"f","input":{}},{"type":"tool_use","id":"2","name":"g","input":{"arguments":"{oops"}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1_x","content":"1","is_error":true},{"type":"tool_result","tool_use_id":"2"},{"type":"text","text":"go on"}]},
                 {"role":"user","content":"late"}],"model":"claude-opus-4-8","max_tokens":1}
                """),
            written,
            "turns");
    }

    [Fact]
    public void What_only_tunes_is_dropped_by_name()
    {
        var input = new ChatInput
        {
            Messages = [new(Role.User, [new ImagePart(new MediaUrl("u")) { Detail = "low" }, new TextPart("t") { Signature = "g" }]) { Name = "n" }, new(Role.Assistant, [new ReasoningPart("hm")])],
            Sampling = new Sampling { Temperature = 1.5, FrequencyPenalty = 1, PresencePenalty = 1, Seed = 1, LogitBias = new Dictionary<string, double> { ["1"] = 1 } },
            Stop = [" ", "x"],
            Metadata = new Dictionary<string, string> { ["k"] = "v" },
            Extensions = new Extensions("openai", [new("store", "true")]),
        };

        var written = Written(input, ByEffort, out var lost);

        Assert.Equal(
            ["detail", "signature", "name", "reasoning", "temperature", "stop", "frequency_penalty", "presence_penalty", "seed", "logit_bias", "metadata", "store"], lost.Names);
        Assert.Equal(1, (int?)written["temperature"]);
        Assert.Null(lost.Refused);
    }

    public static TheoryData<ChatInput, string, string> Refused => new()
    {
        { Of(new AudioPart(new MediaInline("audio/wav", "AA=="))), Feature.AudioInput, "messages[0].content[0]" },
        { Of(new FilePart(new MediaInline("application/zip", "AA=="))), Feature.FileInput, "messages[0].content[0]" },
        { Of(new OtherPart("openai", "video_url", "{}")), "content of the type 'video_url'", "messages[0].content[0]" },
        { new ChatInput { Messages = [], Tools = [new OtherTool("openai", "custom", "{}")] }, Feature.FreeFormTools, "tools[0]" },
        { new ChatInput { Messages = [], Tools = [new OtherTool("openai", "web_search", "{}")] }, Feature.HostedTools, "tools[0]" },
        { new ChatInput { Messages = [], ResponseFormat = new JsonObjectFormat() }, Feature.JsonObjects, "response_format" },
        { new ChatInput { Messages = [], ChoiceCount = 2 }, Feature.SeveralChoices, "n" },
        { new ChatInput { Messages = [], LogProbs = true }, Feature.LogProbabilities, "logprobs" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void What_must_not_be_left_out_is_refused_with_its_place(ChatInput input, string feature, string param)
    {
        Written(input, ByEffort, out var lost);

        Assert.Equal(new UnsupportedFeature(feature, param), lost.Refused);
    }

    [Theory]
    [InlineData(null, """{"type":"object","properties":{}}""")]
    [InlineData("{}", """{"type":"object"}""")]
    [InlineData("""{"properties":{"a":{}}}""", """{"type":"object","properties":{"a":{}}}""")]
    public void A_tool_always_has_a_schema_of_an_object(string? parameters, string schema) =>
        Wire.AssertSame(
            JsonNode.Parse(schema),
            Written(new ChatInput { Messages = [], Tools = [new FunctionTool("f") { Parameters = parameters }] }, ByEffort, out _)["tools"]![0]!["input_schema"],
            "schema");

    [Fact]
    public void Effort_and_format_share_their_member_and_other_members_of_thinking_are_kept()
    {
        const string Body =
            """{"model":"claude-opus-4-8","messages":[],"thinking":{"type":"adaptive","display":"omitted"},"output_config":{"effort":"max","format":{"type":"json_schema","schema":{"type":"object"}},"later":1},"max_tokens":9}""";
        var (input, _) = MessagesRequestReader.Read(Wire.Bytes(Body));

        Assert.Equal("max", input!.Reasoning.Effort);
        Wire.AssertSame(JsonNode.Parse(Body), Written(input, ByEffort, out _), "thinking");
    }

    [Fact]
    public void Adaptive_thinking_without_an_effort_is_the_dialect_s_own()
    {
        const string Body = """{"model":"claude-opus-4-8","messages":[],"max_tokens":9,"thinking":{"type":"adaptive"}}""";
        var (input, _) = MessagesRequestReader.Read(Wire.Bytes(Body));

        Assert.Equal(ReasoningOptions.Default, input!.Reasoning);
        Wire.AssertSame(JsonNode.Parse(Body), Written(input, ByEffort, out _), "thinking");
    }

    private static ChatInput Of(Part part) => new() { Messages = [new(Role.User, [part])] };

    private static ChatInput WithBudget(ChatInput input, int? budget) => input with { Reasoning = new ReasoningOptions { BudgetTokens = Own(input) ? null : budget } };

    private static ChatInput WithEffort(ChatInput input, string? effort) => input with { Reasoning = new ReasoningOptions { Effort = Own(input) && effort == "none" ? null : effort } };

    // Whether it says how to think in a way that has no canonical form.
    private static bool Own(ChatInput input) => input.Extensions.Find("thinking") is not null;

    private static ChatInput There(ChatInput input, string model)
    {
        var lost = new Losses();
        var body = Wire.Write(writer => lost = MessagesRequestWriter.Write(writer, input, new MessagesOptions(model)));
        var (read, error) = MessagesRequestReader.Read(body);

        Assert.Null(error);
        Assert.Empty(lost.Names);
        Assert.Null(lost.Refused);
        return read!;
    }

    private static JsonObject Written(ChatInput input, string model, out Losses lost)
    {
        var names = new Losses();
        var text = Wire.Text(writer => names = MessagesRequestWriter.Write(writer, input, new MessagesOptions(model)));
        lost = names;
        return JsonNode.Parse(text)!.AsObject();
    }

    // The documented normalisations, applied to the recorded body by other means than the codec's.
    private static JsonObject Normalised(JsonObject body)
    {
        if ((bool?)body["stream"] == false)
        {
            body.Remove("stream");
        }

        if (body["output_format"] is { } format)
        {
            body.Remove("output_format");
            body["output_config"] = new JsonObject { ["format"] = format };
        }

        foreach (var content in body["messages"]!.AsArray().Select(message => message!.AsObject()).Append(body))
        {
            foreach (var block in (content["content"] as JsonArray ?? content["system"] as JsonArray ?? []).Select(block => block!.AsObject()).Where(block => block.ContainsKey("cache_control") && block["cache_control"] is null))
            {
                block.Remove("cache_control");
            }

            foreach (var name in new[] { "content", "system" })
            {
                if (content[name] is JsonArray { Count: 1 } parts && (string?)parts[0]!["type"] == "text" && parts[0]!.AsObject().Count == 2)
                {
                    content[name] = parts[0]!["text"]!.DeepClone();
                }
            }
        }

        return body;
    }
}
