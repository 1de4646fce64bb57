using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class ChatRequestRoundTripTests
{
    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(Generators.Conversation, input =>
    {
        IReadOnlyList<string> lost = ["not written"];
        var body = Wire.Write(writer => lost = ChatRequestWriter.Write(writer, input, new ChatRequestOptions("m", Stream: true, IncludeUsage: true)).Names);
        var (read, error) = ChatRequestReader.Read(body);

        Assert.Null(error);
        Assert.Empty(lost);
        return read!;
    });

    [Fact]
    public void Recorded_requests_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e.Endpoint == "chat/completions"))
        {
            var (input, error) = ChatRequestReader.Read(Encoding.UTF8.GetBytes(exchange.Request));
            if (exchange.Request.Contains("\"content\": null,\n      \"role\": \"user\""))
            {
                // The one recorded request that is wrong: OpenAI answered it with 400, too.
                Assert.Equal(400, exchange.Status);
                Assert.Equal("messages[0].content", error?.Param);
                continue;
            }

            Assert.True(error is null, $"{exchange.Id}: {error?.Message}");

            var expected = JsonNode.Parse(exchange.Request)!.AsObject();
            var options = new ChatRequestOptions(
                (string?)expected["model"] ?? "",
                (bool?)expected["stream"] == true,
                (bool?)expected["stream_options"]?["include_usage"] == true,
                expected.ContainsKey("max_tokens"));
            var written = JsonNode.Parse(Wire.Text(writer => Assert.Empty(ChatRequestWriter.Write(writer, input!, options).Names)));
            Wire.AssertSame(Normalised(expected, written!.AsObject()), written, exchange.Id);
            count++;
        }

        Assert.True(count >= 40, $"only {count} requests");
    }

    // The documented normalisations, applied to the recorded body by other means than the codec's.
    private static JsonObject Normalised(JsonObject body, JsonObject written)
    {
        body["model"] ??= "";
        if ((bool?)body["stream"] != true)
        {
            body.Remove("stream");
            body.Remove("stream_options");
        }

        foreach (var (name, value) in body.ToList())
        {
            // An explicit null of a known member is left out; of an unknown one it is kept.
            if (value is null && !written.ContainsKey(name))
            {
                body.Remove(name);
            }
        }

        if (body["functions"] is JsonArray functions)
        {
            body["tools"] = new JsonArray([.. functions.Select(f => new JsonObject { ["type"] = "function", ["function"] = f!.DeepClone() })]);
            body.Remove("functions");
        }

        foreach (var message in body["messages"]!.AsArray().Select(m => m!.AsObject()))
        {
            if ((string?)message["role"] == "assistant" && message.ContainsKey("tool_calls") && message["tool_calls"] is null)
            {
                message.Remove("tool_calls");
            }

            if (message["content"] is JsonArray { Count: 1 } parts && (string?)parts[0]!["type"] == "text" && parts[0]!.AsObject().Count == 2)
            {
                message["content"] = parts[0]!["text"]!.DeepClone();
            }
        }

        return body;
    }

    [Theory]
    [InlineData(100, "minimal")]
    [InlineData(8191, "low")]
    [InlineData(8192, "medium")]
    [InlineData(100_000, "high")]
    public void A_budget_of_thinking_is_the_effort_nearest_below(long budget, string effort)
    {
        var input = new ChatInput { Messages = [], Reasoning = new() { BudgetTokens = budget } };
        IReadOnlyList<string> lost = ["not written"];

        Assert.Contains($"\"reasoning_effort\":\"{effort}\"", Wire.Text(w => lost = ChatRequestWriter.Write(w, input, new ChatRequestOptions("m")).Names));
        Assert.Empty(lost);
    }

    [Fact]
    public void The_output_limit_is_written_as_the_provider_knows_it()
    {
        var input = new ChatInput { Messages = [], MaxOutputTokens = 7 };

        Assert.Contains("\"max_completion_tokens\":7", Wire.Text(w => ChatRequestWriter.Write(w, input, new ChatRequestOptions("m"))));
        Assert.Contains("\"max_tokens\":7", Wire.Text(w => ChatRequestWriter.Write(w, input, new ChatRequestOptions("m", OlderMaxTokens: true))));
    }
}
