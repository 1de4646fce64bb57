using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Conformance.Google;

/// <summary>What a program does with <c>@google/genai</c>, done through Penstock, before a provider of its own dialect and one of OpenAI's.</summary>
public sealed class GoogleSdkTests(GoogleServer server) : IClassFixture<GoogleServer>
{
    private static readonly object[] Tools = [new { functionDeclarations = new[] { new { name = "multiply", parametersJsonSchema = new { type = "object", properties = new { x = new { type = "integer" }, y = new { type = "integer" } } } } } }];

    public static TheoryData<string> Answers => GoogleServer.Recorded(stream: false);

    public static TheoryData<string> Streams => GoogleServer.Recorded(stream: true);

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Gives_every_recorded_answer(string model)
    {
        var recorded = JsonNode.Parse(server.Of(model).ResponseBody)!;

        var result = await server.RecordedAsync(model);

        Assert.Null(result.Error);
        Assert.Equal(model, result.Value.GetProperty("modelVersion").GetString());
        var (text, calls) = recorded["candidates"] is { } candidates
            ? (Text(candidates), candidates[0]!["content"]!["parts"]!.AsArray().Count(part => part!["functionCall"] is not null))
            : ((string?)recorded["choices"]![0]!["message"]!["content"] ?? "", (recorded["choices"]![0]!["message"]!["tool_calls"] as JsonArray)?.Count ?? (recorded["choices"]![0]!["message"]!["function_call"] is null ? 0 : 1));
        Assert.StartsWith(text, result.Value.GetProperty("text").GetString() ?? "");
        Assert.Equal(calls, result.Value.GetProperty("functionCalls") is { ValueKind: JsonValueKind.Array } called ? called.GetArrayLength() : 0);
        Assert.Equal(
            (long?)recorded["usageMetadata"]?["totalTokenCount"] ?? (long)recorded["usage"]!["total_tokens"]!,
            result.Value.GetProperty("usageMetadata").GetProperty("totalTokenCount").GetInt64());
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Gives_every_recorded_stream(string model)
    {
        var recording = server.Of(model);

        var result = await server.RecordedAsync(model);

        Assert.Null(result.Error);
        Assert.Equal(Said(recording), string.Concat(result.Chunks.Select(chunk => chunk.GetProperty("text").GetString())));
        Assert.NotEmpty(result.Chunks[^1].GetProperty("candidates")[0].GetProperty("finishReason").GetString()!);
        Assert.All(result.Chunks, chunk => Assert.Equal(model, chunk.GetProperty("modelVersion").GetString()));
    }

    [Fact]
    public async Task A_chat_sends_signatures_and_results_back_as_they_were()
    {
        var result = await server.RunAsync("chat", new
        {
            model = "gemini/p0199", config = new { tools = Tools },
            messages = new object[] { "2 + 3?", new { functionResponse = new { name = "customAdditionImplementation", response = new { output = "5" } } } },
        });

        Assert.Null(result.Error);
        var parts = JsonNode.Parse(server.Upstream.Requests.Last().Body)!["contents"]!.AsArray();
        Assert.StartsWith("EpAECo0EAXLI2nxafy/f", (string?)parts[1]!["parts"]![0]!["thoughtSignature"]);
        Assert.Equal("5", (string?)parts[2]!["parts"]![0]!["functionResponse"]!["response"]!["output"]);
    }

    [Fact]
    public async Task Tools_pictures_and_schemas_reach_a_provider_of_OpenAIs_dialect()
    {
        var model = Answers.Select(row => row.Data).First(name => name.StartsWith("openai/", StringComparison.Ordinal));
        server.Of(model);

        var result = await server.RunAsync("generate", new
        {
            model,
            contents = new object[]
            {
                new { role = "user", parts = new object[] { new { text = "What is this?" }, new { inlineData = new { mimeType = "image/png", data = "aGVsbG8=" } } } },
                new { role = "model", parts = new object[] { new { functionCall = new { name = "multiply", args = new { x = 5 } } } } },
                new { role = "user", parts = new object[] { new { functionResponse = new { name = "multiply", response = new { output = "15" } } } } },
            },
            config = new
            {
                systemInstruction = "Be short.", tools = Tools, toolConfig = new { functionCallingConfig = new { mode = "ANY" } }, maxOutputTokens = 7, responseMimeType = "application/json",
                responseSchema = new { type = "OBJECT", properties = new { a = new { type = "INTEGER", nullable = true } } }, thinkingConfig = new { thinkingLevel = "LOW" },
            },
        });

        Assert.Null(result.Error);
        var sent = JsonNode.Parse(server.Upstream.Requests.Last().Body)!;
        Assert.Equal(["system", "user", "assistant", "tool"], sent["messages"]!.AsArray().Select(message => (string?)message!["role"]));
        Assert.Equal("data:image/png;base64,aGVsbG8=", (string?)sent["messages"]![1]!["content"]![1]!["image_url"]!["url"]);
        Assert.Equal((string?)sent["messages"]![2]!["tool_calls"]![0]!["id"], (string?)sent["messages"]![3]!["tool_call_id"]);
        Assert.Equal("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"integer\",\"null\"]}}}", sent["response_format"]!["json_schema"]!["schema"]!.ToJsonString());
        Assert.Equal(("required", "low", 7), ((string?)sent["tool_choice"], (string?)sent["reasoning_effort"], (int)sent["max_completion_tokens"]!));
    }

    [Fact]
    public async Task Errors_have_the_SDKs_class_and_status()
    {
        server.Of("gemini/p0207");
        var results = await server.RunAsync(
            ("generate", new { model = "gemini/p0207", contents = "Hi" }), ("generate", new { model = "nothing", contents = "Hi" }), ("generate", new { model = "over/p0195", contents = "Hi" }),
            ("generate", new { model = "chat", contents = "Hi", config = new { temperature = "hot" } }), ("count", new { model = "chat", contents = "Hi" }));

        Assert.All(results, result => Assert.True(result.Error!.IsApiError, result.Error.Message));
        Assert.Equal([404, 404, 503, 400, 400], results.Select(result => result.Error!.Status));
        Assert.Contains("temperature", results[3].Error!.Message);
        Assert.Equal(401, (await server.RunAsync("generate", new { model = "chat", contents = "Hi" }, "ps_nobody0knows0this0key")).Error!.Status);
    }

    [Theory]
    [InlineData("cut/p0217", 2)]
    [InlineData("chat-cut", 2)]
    public async Task A_cut_stream_is_raised_after_what_came_of_it(string model, int chunks)
    {
        server.Of("gemini/p0217");

        var result = await server.RunAsync("stream", new { model, contents = "Hi" });

        Assert.Equal(chunks, result.Chunks.Count);
        Assert.True(result.Error is { IsApiError: true, Status: 502 }, result.Error?.Message);
        Assert.DoesNotContain(result.Chunks, chunk => chunk.GetProperty("candidates")[0].TryGetProperty("finishReason", out _));
    }

    [Fact]
    public async Task Embeds_and_lists()
    {
        var embeddings = server.Upstream.Exchanges.All.FirstOrDefault(exchange => exchange is { Provider: "openai", Status: 200 } && exchange.Path.EndsWith("/embeddings", StringComparison.Ordinal));
        server.Of("gemini/p0224");

        var results = await server.RunAsync(
            ("embed", new { model = "gemini/p0224", contents = "Some text goes here", config = new { outputDimensionality = 768 } }), ("embed", new { model = "openai/" + embeddings!.Id, contents = new[] { "a" } }),
            ("list", new { }), ("get", new { model = "chat" }));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(768, results[0].Value.GetProperty("embeddings")[0].GetProperty("values").GetArrayLength());
        Assert.True(results[1].Value.GetProperty("embeddings")[0].GetProperty("values").GetArrayLength() > 0);
        Assert.Contains("models/chat", results[2].Value.EnumerateArray().Select(name => name.GetString()));
        Assert.Equal("models/chat", results[3].Value.GetProperty("name").GetString());
    }

    private static string Said(Exchange recording)
    {
        var text = Encoding.UTF8.GetString(recording.ResponseBody);
        if (text.StartsWith('['))
        {
            return string.Concat(JsonNode.Parse(text)!.AsArray().Select(answer => Text(answer!["candidates"]!)));
        }

        var events = text.ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[6..])!);
        return string.Concat(events.Select(said => said["candidates"] is { } candidates ? Text(candidates) : Delta((said["choices"] as JsonArray)?.FirstOrDefault()?["delta"])));
    }

    // A refusal is text here.
    private static string Delta(JsonNode? delta) => (string?)delta?["content"] + (string?)delta?["refusal"];

    private static string Text(JsonNode candidates) =>
        string.Concat((candidates[0]!["content"]?["parts"] as JsonArray ?? []).Where(part => part!["thought"] is null).Select(part => (string?)part!["text"]));
}
