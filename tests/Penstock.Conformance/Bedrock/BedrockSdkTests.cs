using System.Text.Json;
using Penstock.Conformance.Npm;
using Penstock.Tests;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Conformance.Bedrock;

/// <summary>What a program does with <c>@aws-sdk/client-bedrock-runtime</c>, done through Penstock, before Bedrock and before OpenAI.</summary>
public sealed class BedrockSdkTests : IAsyncLifetime
{
    private const string Hello = """[{"role":"user","content":[{"text":"hello"}]}]""";
    private const string Tools = """{"tools":[{"toolSpec":{"name":"get_weather","description":"d","inputSchema":{"json":{"type":"object","properties":{"location":{"type":"string"}}}}}}],"toolChoice":{"auto":{}}}""";

    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() });
        string Provider(string name, string dialect, string path, string fault) =>
            $"  {name}: {{ dialect: {dialect}, base_url: \"{_upstream.BaseAddress}{path}\", api_key: sk-upstream-0123456789, retry: {{ attempts: 1 }}{(fault.Length == 0 ? "" : $", headers: {{ x-upstream-fault: \"{fault}\" }}")} }}\n";
        (string Model, string Provider, string Upstream)[] models =
        [
            ("aws/chat:0", "aws", "p0162"), ("aws/tools", "aws", "p0167"), ("aws/native", "aws", "p0182"), ("aws/native-stream", "aws", "p0187"), ("aws/cut", "aws-cut", "p0167"),
            ("aws/busy", "aws-busy", "p0162"), ("openai/chat", "up", "synthetic:unary:300"), ("openai/stream", "up", "synthetic:stream:20:200"), ("openai/tools", "up", "p0019"),
            ("openai/tools-stream", "up", "p0035"), ("openai/structured", "up", "p0013"), ("openai/image", "up", "p0002"), ("openai/cut", "up-cut", "synthetic:stream:20:200"), ("openai/busy", "up-busy", "synthetic:unary:300"),
        ];
        _penstock = await PenstockServer.StartAsync(
            "providers:\n" + Provider("aws", "bedrock", "", "") + Provider("aws-cut", "bedrock", "", "cut:3") + Provider("aws-busy", "bedrock", "", "status:429")
            + Provider("up", "openai", "v1", "") + Provider("up-cut", "openai", "v1", "cut:3") + Provider("up-busy", "openai", "v1", "status:429")
            + "models:\n" + string.Concat(models.Select(model => $"  \"{model.Model}\": {{ targets: [ {{ provider: {model.Provider}, model: \"{model.Upstream}\" }} ] }}\n")));
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Converses_with_every_provider()
    {
        var results = await RunAsync(Call("converse", "aws/chat:0", Hello), Call("converse", "openai/chat", Hello));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.StartsWith("Why did the OpenTelemetry trace", Content(results[0])[0].GetProperty("text").GetString());
        Assert.Equal(82, results[0].Value.GetProperty("usage").GetProperty("totalTokens").GetInt32());
        Assert.NotEmpty(Content(results[1])[0].GetProperty("text").GetString()!);
        Assert.All(results, result => Assert.Equal("end_turn", result.Value.GetProperty("stopReason").GetString()));
    }

    [Fact]
    public async Task Streams_from_every_provider()
    {
        var results = await RunAsync(Call("converse.stream", "aws/tools", Hello), Call("converse.stream", "openai/stream", Hello));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.All(results, result => Assert.True(result.Chunks[0].TryGetProperty("messageStart", out _)));
        Assert.All(results, result => Assert.True(result.Chunks[^1].GetProperty("metadata").GetProperty("usage").GetProperty("outputTokens").GetInt32() > 0));
        Assert.Equal(20, results[1].Chunks.Count(chunk => chunk.TryGetProperty("contentBlockDelta", out _)));
    }

    [Fact]
    public async Task Calls_tools_in_answers_and_in_streams()
    {
        _ = Recordings.Of("openai/p0019");
        var results = await RunAsync(
            Call("converse", "openai/tools", Hello, $"\"toolConfig\":{Tools}"), Call("converse.stream", "openai/tools-stream", Hello, $"\"toolConfig\":{Tools}"),
            Call("converse.stream", "aws/tools", Hello, $"\"toolConfig\":{Tools}"));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(["Seattle, WA", "San Francisco, CA"], Content(results[0]).Select(block => block.GetProperty("toolUse").GetProperty("input").GetProperty("location").GetString()));
        Assert.Equal("""{"password": "mellon"}{"password": "radiance"}""", Arguments(results[1]));
        Assert.Equal("Barcelona", JsonDocument.Parse(Arguments(results[2])).RootElement.GetProperty("location").GetString());
        Assert.All(results.Skip(1), result => Assert.Equal("tool_use", result.Chunks.Single(chunk => chunk.TryGetProperty("messageStop", out _)).GetProperty("messageStop").GetProperty("stopReason").GetString()));
    }

    [Fact]
    public async Task Asks_for_structured_output_and_sends_images()
    {
        _ = Recordings.Of("openai/p0013");
        const string Format = """{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"name":"place","schema":"{\"type\":\"object\"}"}}}}""";
        var results = await RunAsync(
            Call("converse", "openai/structured", Hello, $"\"outputConfig\":{Format}"),
            Call("converse", "openai/image", """[{"role":"user","content":[{"text":"what?"},{"image":{"format":"png","source":{"bytes":"aGVsbG8="}}}]}]"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.NotEmpty(Content(results[0])[0].GetProperty("text").GetString()!);
        var received = _upstream.Requests.Select(request => JsonDocument.Parse(request.Body).RootElement).ToArray();
        Assert.Equal("""{"name":"place","schema":{"type":"object"}}""", received[0].GetProperty("response_format").GetProperty("json_schema").GetRawText());
        Assert.Equal("data:image/png;base64,aGVsbG8=", received[1].GetProperty("messages")[0].GetProperty("content")[1].GetProperty("image_url").GetProperty("url").GetString());
    }

    [Fact]
    public async Task Invokes_models_by_their_own_bodies()
    {
        const string Body = """{"anthropic_version":"bedrock-2023-05-31","max_tokens":5,"messages":[]}""";
        var results = await RunAsync(
            new SdkCall("invoke", PenstockServer.AdminKey, JsonDocument.Parse($$"""{"modelId":"aws/native","body":{{Body}}}""").RootElement),
            new SdkCall("invoke.stream", PenstockServer.AdminKey, JsonDocument.Parse($$"""{"modelId":"aws/native-stream","body":{{Body}}}""").RootElement));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal("max_tokens", results[0].Value.GetProperty("stop_reason").GetString());
        Assert.Equal("message_stop", results[1].Chunks[^1].GetProperty("type").GetString());
    }

    [Fact]
    public async Task Errors_have_their_class()
    {
        var results = await RunAsync(
            Call("converse", "none", Hello), Call("converse", "aws/busy", Hello), Call("converse", "openai/busy", Hello), Call("converse.stream", "openai/busy", Hello),
            Call("converse", "aws/chat:0", Hello) with { Key = "ps_nobody0knows0this0key" }, Call("converse", "openai/chat", """[{"role":"user","content":[{"image":{"format":"png","source":{"s3Location":{"uri":"s3://a/b.png"}}}}]}]"""));

        Assert.Equal(
            ["ResourceNotFoundException", "ThrottlingException", "ThrottlingException", "ThrottlingException", "AccessDeniedException"], results.Take(5).Select(result => result.Error?.Name));
        Assert.Equal([404, 429, 429, 429, 401], results.Take(5).Select(result => result.Error?.Status));
        Assert.All(results.Take(5), result => Assert.True(result.Error!.IsServiceError));
    }

    [Fact]
    public async Task A_cut_stream_is_raised_and_the_ledger_says_cut()
    {
        var results = await RunAsync(Call("converse.stream", "aws/cut", Hello), Call("converse.stream", "openai/cut", Hello));

        Assert.All(results, result => Assert.NotNull(result.Error));
        Assert.All(results, result => Assert.DoesNotContain(result.Chunks, chunk => chunk.TryGetProperty("messageStop", out _)));
        Assert.Equal("ModelStreamErrorException", results[1].Error!.Name);
        foreach (var result in results)
        {
            var record = JsonDocument.Parse(await _penstock.Client.GetStringAsync("api/v1/calls/" + result.CallId, TestContext.Current.CancellationToken)).RootElement;
            Assert.Equal("cut", record.GetProperty("end").GetString());
        }
    }

    private Task<IReadOnlyList<SdkResult>> RunAsync(params SdkCall[] calls) =>
        NodeSdk.RunAsync<IReadOnlyList<SdkResult>>("bedrock.mjs", new { endpoint = _penstock.Address, calls });

    private static SdkCall Call(string does, string model, string messages, string? more = null) =>
        new(does, PenstockServer.AdminKey, JsonDocument.Parse($$"""{"modelId":"{{model}}","messages":{{messages}}{{(more is null ? "" : "," + more)}}}""").RootElement);

    private static List<JsonElement> Content(SdkResult result) => [.. result.Value.GetProperty("output").GetProperty("message").GetProperty("content").EnumerateArray()];

    private static string Arguments(SdkResult result) => string.Concat(result.Chunks.Where(chunk => chunk.TryGetProperty("contentBlockDelta", out _))
        .Select(chunk => chunk.GetProperty("contentBlockDelta").GetProperty("delta")).Where(delta => delta.TryGetProperty("toolUse", out _)).Select(delta => delta.GetProperty("toolUse").GetProperty("input").GetString()));

    private sealed record SdkCall(string Does, string Key, JsonElement Args);

    private sealed record SdkError(string Name, bool IsServiceError, string Message, int? Status);

    private sealed record SdkResult(JsonElement Value, IReadOnlyList<JsonElement> Chunks, string? CallId, SdkError? Error);
}
