using System.Text.Json;
using OpenAI.Chat;
using Xunit;

namespace Penstock.Conformance.DotNet;

/// <summary>What a program does with the .NET SDK, done through Penstock: what the SDK asks for reaches the provider, and what it says comes back.</summary>
public sealed class CallTests(ReplayServer server)
{
    private const string ParallelTools = "openai/p0019";
    private const string StreamedTools = "openai/p0035";
    private const string Structured = "openai/p0005";
    private const string Schema = """{"type":"object","properties":{"location":{"type":"string"}},"required":["location"],"additionalProperties":false}""";

    private static readonly ChatMessage[] Hello = [new UserChatMessage("hello")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Lists_the_models()
    {
        using var client = new SdkClient(server);

        var models = (await client.Models().GetModelsAsync(Ct)).Value;

        Assert.Contains(models, model => model.Id == "house/chat:1.0");
        Assert.All(models, model => Assert.NotEmpty(model.OwnedBy));
    }

    [Fact]
    public async Task Reads_a_model_whose_id_has_a_slash_a_colon_and_a_dot()
    {
        using var client = new SdkClient(server);

        var model = (await client.Models().GetModelAsync("house/chat:1.0", Ct)).Value;

        Assert.Equal("house/chat:1.0", model.Id);
        Assert.True(model.CreatedAt > DateTimeOffset.UnixEpoch);
    }

    [Fact]
    public async Task Chats_with_a_model_whose_id_has_a_slash_a_colon_and_a_dot()
    {
        using var client = new SdkClient(server);

        var answer = (await client.Chat("house/chat:1.0").CompleteChatAsync(Hello, cancellationToken: Ct)).Value;

        Assert.Equal("house/chat:1.0", answer.Model);
        Assert.NotEmpty(answer.Content[0].Text);
        Assert.Equal("completed", (await server.RecordAsync(client.CallId)).GetProperty("end").GetString());
    }

    [Fact]
    public async Task Streams_every_piece_in_order()
    {
        using var client = new SdkClient(server);

        var updates = await client.Chat("house/stream").CompleteChatStreamingAsync(Hello, cancellationToken: Ct).ToListAsync(Ct);

        var pieces = updates.Where(update => update.ContentUpdate.Count > 0 && update.ContentUpdate[0].Text.Length > 0).Select(update => update.ContentUpdate[0].Text.TrimEnd('x'));
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"#{i}#"), pieces);
        Assert.NotNull(updates[^1].Usage);
        var record = await server.RecordAsync(client.CallId);
        Assert.Equal("completed", record.GetProperty("end").GetString());
        Assert.True(record.GetProperty("stream").GetBoolean());
    }

    [Fact]
    public async Task Offers_tools_and_gets_parallel_calls_and_answers_them()
    {
        _ = Recordings.Of(ParallelTools);
        using var client = new SdkClient(server);
        var options = new ChatCompletionOptions
        {
            Tools = { ChatTool.CreateFunctionTool("get_current_weather", "The weather.", BinaryData.FromString(Schema), functionSchemaIsStrict: true) },
            ToolChoice = ChatToolChoice.CreateAutoChoice(),
            AllowParallelToolCalls = true,
        };

        var first = (await client.Chat(ParallelTools).CompleteChatAsync(Hello, options, Ct)).Value;
        Assert.Equal(["Seattle, WA", "San Francisco, CA"], first.ToolCalls.Select(call => call.FunctionArguments.ToObjectFromJson<JsonElement>().GetProperty("location").GetString()));
        using var second = new SdkClient(server);
        ChatMessage[] told = [.. Hello, new AssistantChatMessage(first), .. first.ToolCalls.Select(call => new ToolChatMessage(call.Id, "rain"))];
        await second.Chat("house/chat:1.0").CompleteChatAsync(told, options, Ct);

        var offered = await ReceivedAsync(client);
        Assert.Equal("get_current_weather", offered.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
        Assert.True(offered.GetProperty("parallel_tool_calls").GetBoolean());
        var messages = (await ReceivedAsync(second)).GetProperty("messages");
        Assert.Equal(["user", "assistant", "tool", "tool"], messages.EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal(first.ToolCalls[1].Id, messages[3].GetProperty("tool_call_id").GetString());
    }

    [Fact]
    public async Task Gets_parallel_tool_calls_in_a_stream()
    {
        _ = Recordings.Of(StreamedTools);
        using var client = new SdkClient(server);

        var updates = await client.Chat(StreamedTools).CompleteChatStreamingAsync(Hello, cancellationToken: Ct).ToListAsync(Ct);

        var calls = updates.SelectMany(update => update.ToolCallUpdates).GroupBy(call => call.Index).ToArray();
        Assert.Equal(2, calls.Length);
        Assert.All(calls, call => Assert.Equal("secret_retrieval_tool", call.First().FunctionName));
        var passwords = calls.Select(call => JsonDocument.Parse(string.Concat(call.Select(part => part.FunctionArgumentsUpdate.ToString()))).RootElement.GetProperty("password").GetString());
        Assert.Equal(["mellon", "radiance"], passwords);
        Assert.Contains(updates, update => update.FinishReason == ChatFinishReason.ToolCalls);
    }

    [Fact]
    public async Task Asks_for_structured_output_and_gets_a_refusal()
    {
        _ = Recordings.Of(Structured);
        using var client = new SdkClient(server);
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("place", BinaryData.FromString(Schema), jsonSchemaIsStrict: true) };

        var answer = (await client.Chat(Structured).CompleteChatAsync(Hello, options, Ct)).Value;

        Assert.Equal("I'm very sorry, but I can't assist with that request.", answer.Refusal);
        Assert.Empty(answer.Content);
        var format = (await ReceivedAsync(client)).GetProperty("response_format").GetProperty("json_schema");
        Assert.Equal("place", format.GetProperty("name").GetString());
        Assert.Equal(Schema, JsonSerializer.Serialize(format.GetProperty("schema")));
    }

    [Fact]
    public async Task Sends_every_option_to_the_provider()
    {
        using var client = new SdkClient(server);
        ChatMessage[] messages =
        [
            new SystemChatMessage("be brief"),
            new UserChatMessage(
                ChatMessageContentPart.CreateTextPart("what is this?"),
                ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes([1, 2, 3]), "image/png", ChatImageDetailLevel.Low),
#pragma warning disable OPENAI001 // The SDK may still change it; this test would show that.
                ChatMessageContentPart.CreateInputAudioPart(BinaryData.FromBytes([4, 5, 6]), ChatInputAudioFormat.Wav)),
#pragma warning restore OPENAI001
        ];
        var options = new ChatCompletionOptions { Temperature = 0.25f, MaxOutputTokenCount = 17, IncludeLogProbabilities = true, TopLogProbabilityCount = 3, StopSequences = { "\n\n", "🙂" } };

        await client.Chat("house/chat:1.0").CompleteChatAsync(messages, options, Ct);

        var received = await ReceivedAsync(client);
        Assert.Equal("synthetic:unary:300", received.GetProperty("model").GetString());
        Assert.Equal(0.25, received.GetProperty("temperature").GetDouble());
        Assert.Equal(17, received.GetProperty("max_completion_tokens").GetInt32());
        Assert.True(received.GetProperty("logprobs").GetBoolean());
        Assert.Equal(3, received.GetProperty("top_logprobs").GetInt32());
        Assert.Equal(["\n\n", "🙂"], received.GetProperty("stop").EnumerateArray().Select(stop => stop.GetString()));
        Assert.Equal(["text", "image_url", "input_audio"], received.GetProperty("messages")[1].GetProperty("content").EnumerateArray().Select(part => part.GetProperty("type").GetString()));
    }

    private async Task<JsonElement> ReceivedAsync(SdkClient client) => JsonDocument.Parse((await server.ReceivedAsync(client.Mark)).Body).RootElement;
}
