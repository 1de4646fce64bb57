using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Penstock.Conformance.Models;

/// <summary>Penstock's own conversation, the same body whatever the provider speaks.</summary>
public sealed class ConverseTests(ReplayServer server)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Answers => Recordings.Cases(exchange => exchange is { Status: 200, Stream: false } && Recordings.Operation(exchange) == "chat/completions");

    public static TheoryData<string> Streams => Recordings.Cases(exchange => exchange is { Status: 200, Stream: true } && Recordings.Operation(exchange) == "chat/completions");

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answers_with_the_text_the_tools_and_the_tokens_of_the_recording(string model)
    {
        var recorded = Recordings.Answer(Recordings.Of(model));
        var message = recorded.GetProperty("choices")[0].GetProperty("message");

        using var answer = await server.Client.PostAsJsonAsync($"models/{model}/converse", new { messages = new[] { new { role = "user", content = "x" } } }, Ct);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(model, body.GetProperty("model").GetString());
        var parts = body.GetProperty("message").GetProperty("content").EnumerateArray().ToArray();
        Assert.Equal(message.GetProperty("content").GetString() ?? "", string.Concat(Of("text").Select(part => part.GetProperty("text").GetString())));
        JsonElement[] calls = message.TryGetProperty("tool_calls", out var tools) && tools.ValueKind == JsonValueKind.Array ? [.. tools.EnumerateArray().Select(call => call.GetProperty("function"))]
            : message.TryGetProperty("function_call", out var legacy) && legacy.ValueKind == JsonValueKind.Object ? [legacy] : [];
        Assert.Equal(
            calls.Select(call => call.GetProperty("arguments").GetString()),
            Of("tool_call").Select(part => part.GetProperty("arguments").GetString()));
        if (recorded.TryGetProperty("usage", out var usage))
        {
            Assert.Equal(usage.GetProperty("prompt_tokens").GetInt64(), body.GetProperty("usage").GetProperty("input_tokens").GetInt64());
        }

        IEnumerable<JsonElement> Of(string type) => parts.Where(part => part.GetProperty("type").GetString() == type);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Streams_the_text_of_the_recording_and_ends_with_the_tokens(string model)
    {
        var chunks = Recordings.Chunks(Recordings.Of(model));

        using var answer = await server.Client.PostAsJsonAsync($"models/{model}/converse", new { messages = new[] { new { role = "user", content = "x" } }, stream = true }, Ct);
        var events = SseText.Events(await answer.Content.ReadAsByteArrayAsync(Ct));

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("event: start\n", events[0]);
        Assert.StartsWith("event: end\n", events[^1]);
        Assert.Equal(
            string.Concat(chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var text) ? text.GetString() : "")),
            string.Concat(events.Where(each => each.StartsWith("event: text\n", StringComparison.Ordinal)).Select(each => JsonDocument.Parse(SseText.Data(each)!).RootElement.GetProperty("text").GetString())));
    }

    [Fact]
    public async Task Refuses_a_body_that_is_not_as_it_must_be_with_every_mistake()
    {
        using var answer = await server.Client.PostAsJsonAsync("models/house/chat:1.0/converse", new { messages = Array.Empty<object>(), max_tokens = 3 }, Ct);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["max_tokens", "messages"], problem.GetProperty("errors").EnumerateArray().Select(mistake => mistake.GetProperty("path").GetString()!));
    }

    [Fact]
    public async Task Shows_a_cut_stream_as_cut()
    {
        using var client = server.NewClient(Guid.NewGuid().ToString());
        using var request = new HttpRequestMessage(HttpMethod.Post, $"models/{ReplayConfig.Fault("cut-reset")}/converse")
        {
            Content = JsonContent.Create(new { stream = true, messages = new[] { new { role = "user", content = "x" } } }),
            Headers = { Authorization = new("Bearer", server.AdminKey) },
        };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var seen = new MemoryStream();

        await Assert.ThrowsAnyAsync<IOException>(async () => await (await answer.Content.ReadAsStreamAsync(Ct)).CopyToAsync(seen, Ct));

        Assert.StartsWith("event: error\n", SseText.Events(seen.ToArray())[^1]);
    }
}
