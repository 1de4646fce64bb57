using System.Text.Json;
using OpenAI.Chat;
using OpenAI.Embeddings;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Conformance.DotNet;

/// <summary>The .NET SDK reads every recorded answer through Penstock as what it is.</summary>
public sealed class RecordingTests(ReplayServer server)
{
    private static readonly ChatMessage[] Hello = [new UserChatMessage("hello")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Chats => Recordings.Cases(exchange => IsChat(exchange) && !exchange.Stream);

    public static TheoryData<string> ChatStreams => Recordings.Cases(exchange => IsChat(exchange) && exchange.Stream);

    public static TheoryData<string> Embeddings => Recordings.Cases(exchange => exchange.Status == 200 && Recordings.Operation(exchange) == "embeddings");

    [Theory]
    [MemberData(nameof(Chats))]
    public async Task Reads_a_chat(string model)
    {
        var recorded = Recordings.Answer(Recordings.Of(model));
        var choice = recorded.GetProperty("choices")[0];
        var message = choice.GetProperty("message");
        using var client = new SdkClient(server);

        var answer = (await client.Chat(model).CompleteChatAsync(Hello, cancellationToken: Ct)).Value;

        Assert.Equal(model, answer.Model);
        Assert.Equal(Text(message, "content") ?? "", string.Concat(answer.Content.Select(part => part.Text)));
        Assert.Equal(Text(message, "refusal"), answer.Refusal);
        Assert.Equal(FinishReason(choice), answer.FinishReason);
        Assert.Equal(
            message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array
                ? calls.EnumerateArray().Select(call => (Text(call, "id"), Text(call.GetProperty("function"), "name"), Text(call.GetProperty("function"), "arguments")))
                : [],
            answer.ToolCalls.Select(call => ((string?)call.Id, (string?)call.FunctionName, (string?)call.FunctionArguments.ToString())));
        Assert.Equal(recorded.GetProperty("usage").GetProperty("total_tokens").GetInt32(), answer.Usage.TotalTokenCount);
    }

    [Theory]
    [MemberData(nameof(ChatStreams))]
    public async Task Reads_a_stream_of_a_chat(string model)
    {
        var chunks = Recordings.Chunks(Recordings.Of(model));
        var deltas = chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Select(choice => choice.GetProperty("delta")).ToArray();
        using var client = new SdkClient(server);

        var updates = await client.Chat(model).CompleteChatStreamingAsync(Hello, cancellationToken: Ct).ToListAsync(Ct);

        Assert.Equal(string.Concat(deltas.Select(delta => Text(delta, "content"))), string.Concat(updates.SelectMany(update => update.ContentUpdate).Select(part => part.Text)));
        Assert.Equal(string.Concat(deltas.Select(delta => Text(delta, "refusal"))), string.Concat(updates.Select(update => update.RefusalUpdate)));
        Assert.Equal(
            deltas.Where(delta => delta.TryGetProperty("tool_calls", out _)).SelectMany(delta => delta.GetProperty("tool_calls").EnumerateArray())
                .GroupBy(call => call.GetProperty("index").GetInt32(), (_, calls) => string.Concat(calls.Select(call => Text(call.GetProperty("function"), "arguments")))),
            updates.SelectMany(update => update.ToolCallUpdates).GroupBy(call => call.Index, (_, calls) => string.Concat(calls.Select(call => call.FunctionArgumentsUpdate.ToString()))));
        Assert.Contains(updates, update => update.FinishReason is not null);
        Assert.All(updates.Where(update => update.Model is not null), update => Assert.Equal(model, update.Model));
        if (chunks.Any(chunk => chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object))
        {
            Assert.Equal(
                Recordings.Usage(Recordings.Of(model))!.Value.GetProperty("total_tokens").GetInt32(),
                updates.Last(update => update.Usage is not null).Usage.TotalTokenCount);
        }
    }

    [Theory]
    [MemberData(nameof(Embeddings))]
    public async Task Reads_embeddings_as_numbers_and_as_base64(string model)
    {
        var recorded = Recordings.Answer(Recordings.Of(model));
        using var client = new SdkClient(server);

        OpenAIEmbeddingCollection answer = await client.Embeddings(model).GenerateEmbeddingsAsync(["hello"], cancellationToken: Ct);

        Assert.Equal(model, answer.Model);
        Assert.Equal(recorded.GetProperty("data").EnumerateArray().Select(Vector), answer.Select(embedding => embedding.ToFloats().ToArray()));
        Assert.Equal(recorded.GetProperty("usage").GetProperty("total_tokens").GetInt32(), answer.Usage.TotalTokenCount);
    }

    private static bool IsChat(Exchange exchange) => exchange.Status == 200 && Recordings.Operation(exchange) == "chat/completions";

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static ChatFinishReason FinishReason(JsonElement choice) => choice.GetProperty("finish_reason").GetString() switch
    {
        // Together's word, on which the SDK would raise without Penstock.
        "stop" or "eos" => ChatFinishReason.Stop,
        "length" => ChatFinishReason.Length,
        "tool_calls" => ChatFinishReason.ToolCalls,
        "function_call" => ChatFinishReason.FunctionCall,
        var other => throw new InvalidOperationException($"The recording ends with '{other}'."),
    };

    private static float[] Vector(JsonElement data)
    {
        var embedding = data.GetProperty("embedding");
        return embedding.ValueKind == JsonValueKind.Array
            ? [.. embedding.EnumerateArray().Select(number => number.GetSingle())]
            : [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(embedding.GetBytesFromBase64())];
    }
}
