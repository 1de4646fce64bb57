using System.Text;
using System.Text.Json;
using Xunit;

namespace Penstock.Conformance.Npm;

/// <summary>What a program does with npm @mistralai/mistralai, done through Penstock: with Mistral behind it, with OpenAI and with Cohere.</summary>
public sealed class MistralSdkTests(OtherSdkServer server)
{
    private const string Hello = """[{"role":"user","content":"hello"}]""";
    private const string Tools = """[{"type":"function","function":{"name":"get_current_weather","parameters":{"type":"object","properties":{"location":{"type":"string"}}}}}]""";

    [Fact]
    public async Task Chats_streams_and_embeds_at_mistral()
    {
        var results = await RunAsync(
            ("chat", $$"""{"model":"p0239","messages":{{Hello}},"randomSeed":7,"safePrompt":true}"""),
            ("chat.stream", $$"""{"model":"p0243","messages":{{Hello}}}"""),
            ("embed", """{"model":"p0245","inputs":["a"]}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.StartsWith("Why did OpenTelemetry", Text(results[0]), StringComparison.Ordinal);
        Assert.StartsWith("Why did", StreamedText(results[1]), StringComparison.Ordinal);
        Assert.True(results[1].Chunks[^1].GetProperty("usage").GetProperty("completionTokens").GetInt32() > 0);
        Assert.Equal(1024, results[2].Value.GetProperty("data")[0].GetProperty("embedding").GetArrayLength());
        Assert.Contains(server.Upstream.Requests, request => Encoding.UTF8.GetString(request.Body).Contains("\"random_seed\":7", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Chats_streams_and_calls_tools_at_openai_and_cohere()
    {
        var results = await RunAsync(
            ("chat", $$"""{"model":"p0316","messages":{{Hello}},"tools":{{Tools}},"toolChoice":"any"}"""),
            ("chat.stream", $$"""{"model":"stream","messages":{{Hello}}}"""),
            ("chat", $$"""{"model":"p0284","messages":{{Hello}}}"""),
            ("chat.stream", $$"""{"model":"p0293","messages":{{Hello}}}"""),
            ("chat", $$"""{"model":"p0283","messages":{{Hello}},"tools":{{Tools}},"randomSeed":7}"""),
            ("chat", """{"model":"p0284","messages":[{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","imageUrl":"data:image/png;base64,AAAA"}]},{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"a"}]},{"role":"user","content":"b"}]}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal("get_current_weather", Message(results[0]).GetProperty("toolCalls")[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal("#0##1##2##3##4#", StreamedText(results[1]).Replace("x", "", StringComparison.Ordinal));
        Assert.StartsWith("Arrrr, matey!", Text(results[2]), StringComparison.Ordinal);
        Assert.Contains("colorful socks", StreamedText(results[3]), StringComparison.Ordinal);
        Assert.Equal(2, Message(results[4]).GetProperty("toolCalls").GetArrayLength());
        Assert.Equal("tool_calls", results[4].Value.GetProperty("choices")[0].GetProperty("finishReason").GetString());

        var sent = server.Upstream.Requests.Select(request => Encoding.UTF8.GetString(request.Body)).ToArray();
        Assert.Contains(sent, body => body.Contains("\"model\":\"p0283\"", StringComparison.Ordinal) && body.Contains("\"seed\":7", StringComparison.Ordinal));
        Assert.Contains(sent, body => body.Contains("{\"type\":\"thinking\",\"thinking\":\"hm\"}", StringComparison.Ordinal) && body.Contains("data:image/png;base64,AAAA", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Raises_errors_and_raises_on_a_cut_stream()
    {
        var results = await RunAsync(
            ("chat", $$"""{"model":"nothing","messages":{{Hello}}}"""),
            ("chat.stream", $$"""{"model":"mistral-cut","messages":{{Hello}}}"""));

        Assert.Equal((true, 404), (results[0].Error!.IsApiError, results[0].Error!.Status));
        Assert.Contains("'nothing'", results[0].Error!.Message, StringComparison.Ordinal);
        Assert.NotNull(results[1].Error);
    }

    private Task<IReadOnlyList<NodeResult>> RunAsync(params (string Does, string Arguments)[] calls)
    {
        Penstock.Tests.SharedData.Path("exchanges/exchanges.jsonl");
        return NodeSdk.RunAsync<IReadOnlyList<NodeResult>>("mistral.mjs", new { baseURL = server.Address, calls = calls.Select(call => NodeCall.Of(call.Does, server.AdminKey, call.Arguments)) });
    }

    private static JsonElement Message(NodeResult result) => result.Value.GetProperty("choices")[0].GetProperty("message");

    private static string Text(NodeResult result) => Message(result).GetProperty("content").GetString()!;

    private static string StreamedText(NodeResult result) => string.Concat(result.Chunks.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray())
        .Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String ? content.GetString() : ""));
}
