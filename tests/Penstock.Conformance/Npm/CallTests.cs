using System.Text.Json;
using Xunit;

namespace Penstock.Conformance.Npm;

/// <summary>What a program does with the npm SDK, done through Penstock.</summary>
public sealed class CallTests(ReplayServer server)
{
    private const string Hello = """{"role":"user","content":"hello"}""";
    private const string Tools = """[{"type":"function","function":{"name":"get_current_weather","parameters":{"type":"object","properties":{"location":{"type":"string"}},"required":["location"]}}}]""";

    [Fact]
    public async Task Lists_and_reads_models()
    {
        var results = await NodeSdk.RunAsync(server,
            new NodeCall("models.list", server.AdminKey),
            NodeCall.Of("models.retrieve", server.AdminKey, """{"model":"house/chat:1.0"}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Contains("house/chat:1.0", results[0].Value.EnumerateArray().Select(id => id.GetString()));
        Assert.Equal("house/chat:1.0", results[1].Value.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Chats_and_streams()
    {
        var results = await NodeSdk.RunAsync(server,
            NodeCall.Of("chat", server.AdminKey, $$"""{"model":"house/chat:1.0","messages":[{{Hello}}]}"""),
            NodeCall.Of("chat.chunks", server.AdminKey, $$"""{"model":"house/stream","messages":[{{Hello}}]}"""),
            NodeCall.Of("chat.chunks", server.AdminKey, $$$"""{"model":"house/stream","messages":[{{{Hello}}}],"stream_options":{"include_usage":true}}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal("house/chat:1.0", results[0].Value.GetProperty("model").GetString());
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"#{i}#"), results[1].Chunks.SkipLast(1).Select(Text));
        Assert.DoesNotContain(results[1].Chunks, chunk => chunk.GetProperty("choices").GetArrayLength() == 0);
        Assert.Equal(results[1].Chunks.Count + 1, results[2].Chunks.Count);
        Assert.Equal(20, results[2].Chunks[^1].GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        var records = await Task.WhenAll(results.Select(result => server.RecordAsync(result.CallId!)));
        Assert.All(records, record => Assert.Equal("completed", record.GetProperty("end").GetString()));
        Assert.All(records, record => Assert.True(record.GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0));
    }

    [Fact]
    public async Task Calls_tools_at_once_and_in_parallel_in_answers_and_in_streams()
    {
        _ = Recordings.Of("openai/p0019");
        var results = await NodeSdk.RunAsync(server,
            NodeCall.Of("chat", server.AdminKey, $$"""{"model":"openai/p0316","messages":[{{Hello}}],"tools":{{Tools}}}"""),
            NodeCall.Of("chat", server.AdminKey, $$"""{"model":"openai/p0019","messages":[{{Hello}}],"tools":{{Tools}},"parallel_tool_calls":true}"""),
            NodeCall.Of("chat.final", server.AdminKey, $$"""{"model":"openai/p0035","messages":[{{Hello}}],"tools":{{Tools}}}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(["""{"location":"Boston, MA","unit":"fahrenheit"}"""], Arguments(results[0]));
        Assert.Equal(["""{"location": "Seattle, WA"}""", """{"location": "San Francisco, CA"}"""], Arguments(results[1]));
        Assert.Equal(["""{"password": "mellon"}""", """{"password": "radiance"}"""], Arguments(results[2]));
    }

    [Fact]
    public async Task Asks_for_structured_output_and_gets_refusals_in_answers_and_in_streams()
    {
        _ = Recordings.Of("openai/p0005");
        const string Format = """{"type":"json_schema","json_schema":{"name":"place","strict":true,"schema":{"type":"object","properties":{},"required":[],"additionalProperties":false}}}""";
        var asked = NodeCall.Of("chat.parse", server.AdminKey, $$"""{"model":"openai/p0005","messages":[{{Hello}}],"response_format":{{Format}}}""");
        var results = await NodeSdk.RunAsync(server, asked,
            NodeCall.Of("chat.final", server.AdminKey, $$"""{"model":"openai/p0024","messages":[{{Hello}}],"response_format":{{Format}}}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal("I'm very sorry, but I can't assist with that request.", Message(results[0]).GetProperty("refusal").GetString());
        Assert.StartsWith("I'm sorry,", Message(results[1]).GetProperty("refusal").GetString());
        var received = JsonDocument.Parse((await server.ReceivedAsync(asked.Mark)).Body).RootElement;
        Assert.Equal(Format, JsonSerializer.Serialize(received.GetProperty("response_format")));
    }

    [Fact]
    public async Task Embeds_as_numbers_whichever_way_they_travel()
    {
        var recorded = Recordings.Answer(Recordings.Of("openai/p0326")).GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        var results = await NodeSdk.RunAsync(server,
            NodeCall.Of("embeddings", server.AdminKey, """{"model":"openai/p0326","input":"hello"}"""),
            NodeCall.Of("embeddings", server.AdminKey, """{"model":"openai/p0326","input":"hello","encoding_format":"base64"}"""),
            NodeCall.Of("embeddings", server.AdminKey, """{"model":"openai/p0090","input":"hello","encoding_format":"float"}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(recorded).ToArray(),
            Embedding(results[0]).EnumerateArray().Select(number => number.GetSingle()));
        Assert.Equal(Convert.ToBase64String(recorded), Embedding(results[1]).GetString());
        Assert.Equal(512, Embedding(results[2]).GetArrayLength());
    }

    private static string Text(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()!.TrimEnd('x');

    private static JsonElement Message(NodeResult result) => result.Value.GetProperty("choices")[0].GetProperty("message");

    private static JsonElement Embedding(NodeResult result) => result.Value.GetProperty("data")[0].GetProperty("embedding");

    private static IEnumerable<string?> Arguments(NodeResult result) =>
        Message(result).GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("function").GetProperty("arguments").GetString());
}
