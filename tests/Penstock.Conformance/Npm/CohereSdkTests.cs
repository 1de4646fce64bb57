using System.Text;
using Xunit;

namespace Penstock.Conformance.Npm;

/// <summary>What a program does with npm cohere-ai, done through Penstock: with Cohere behind it, and with OpenAI.</summary>
public sealed class CohereSdkTests(OtherSdkServer server)
{
    private const string Hello = """[{"role":"user","content":"hello"}]""";
    private const string Tools = """[{"type":"function","function":{"name":"get_weather","description":"d","parameters":{"type":"object","properties":{"location":{"type":"string"}}}}}]""";

    [Fact]
    public async Task Chats_streams_and_calls_tools_at_cohere()
    {
        var results = await RunAsync(
            ("chat", $$"""{"model":"p0284","messages":{{Hello}}}"""),
            ("chat.stream", $$"""{"model":"p0293","messages":{{Hello}}}"""),
            ("chat", $$"""{"model":"p0283","messages":{{Hello}},"tools":{{Tools}}}"""),
            ("chat.stream", $$"""{"model":"p0289","messages":{{Hello}},"tools":{{Tools}}}"""),
            ("chat", $$"""{"model":"p0281","messages":{{Hello}}}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.StartsWith("Arrrr, matey!", Text(results[0]), StringComparison.Ordinal);
        Assert.Contains("colorful socks", StreamedText(results[1]), StringComparison.Ordinal);
        Assert.Equal("message-end", results[1].Chunks[^1].GetProperty("type").GetString());
        Assert.Equal(2, results[2].Value.GetProperty("message").GetProperty("toolCalls").GetArrayLength());
        Assert.Equal(2, results[3].Chunks.Count(chunk => chunk.GetProperty("type").GetString() == "tool-call-start"));
        Assert.Equal(2, results[4].Value.GetProperty("message").GetProperty("citations").GetArrayLength());
    }

    [Fact]
    public async Task Chats_streams_and_calls_tools_at_openai()
    {
        var results = await RunAsync(
            ("chat", $$"""{"model":"p0316","messages":{{Hello}},"tools":{{Tools}},"toolChoice":"REQUIRED"}"""),
            ("chat.stream", $$"""{"model":"stream","messages":{{Hello}}}"""),
            ("chat.stream", $$"""{"model":"p0035","messages":{{Hello}},"tools":{{Tools}}}"""),
            ("chat", """{"model":"p0005","messages":HELLO,"responseFormat":{"type":"json_object","jsonSchema":{"type":"object"}}}""".Replace("HELLO", Hello, StringComparison.Ordinal)),
            ("chat", """{"model":"p0005","messages":[{"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","imageUrl":{"url":"data:image/png;base64,AAAA"}}]}]}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        var call = results[0].Value.GetProperty("message").GetProperty("toolCalls")[0];
        Assert.Equal("""{"location":"Boston, MA","unit":"fahrenheit"}""", call.GetProperty("function").GetProperty("arguments").GetString());
        Assert.Equal("TOOL_CALL", results[0].Value.GetProperty("finishReason").GetString());
        Assert.Equal("#0##1##2##3##4#", StreamedText(results[1]).Replace("x", "", StringComparison.Ordinal));
        Assert.Equal("COMPLETE", results[1].Chunks[^1].GetProperty("delta").GetProperty("finishReason").GetString());
        Assert.Equal(5, results[1].Chunks[^1].GetProperty("delta").GetProperty("usage").GetProperty("billedUnits").GetProperty("outputTokens").GetInt32());
        Assert.Equal(2, results[2].Chunks.Count(chunk => chunk.GetProperty("type").GetString() == "tool-call-end"));
        Assert.Contains("I'm very sorry", Text(results[3]), StringComparison.Ordinal);

        var sent = server.Upstream.Requests.Select(request => Encoding.UTF8.GetString(request.Body)).ToArray();
        Assert.Contains(sent, body => body.Contains("\"tool_choice\":\"required\"", StringComparison.Ordinal));
        Assert.Contains(sent, body => body.Contains("""
            "response_format":{"type":"json_schema","json_schema":{"name":"response","schema":{"type":"object"},"strict":true}}
            """.Trim(), StringComparison.Ordinal));
        Assert.Contains(sent, body => body.Contains("\"image_url\":{\"url\":\"data:image/png;base64,AAAA\"}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Embeds_and_reranks_wherever_the_model_is()
    {
        var results = await RunAsync(
            ("embed", """{"model":"p0301","texts":["a"],"inputType":"search_document","embeddingTypes":["float"]}"""),
            ("embed", """{"model":"p0270","texts":["a","b"],"inputType":"search_query","embeddingTypes":["float"]}"""),
            ("rerank", """{"model":"p0300","query":"q","documents":["a","b","c","d"],"topN":3}"""),
            ("rerank", """{"model":"p0269","query":"q","documents":["a","b","c"],"topN":2}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal([6, 2], results.Take(2).Select(result => result.Value.GetProperty("embeddings").GetProperty("float").GetArrayLength()));
        Assert.Equal([0.999071, 0.69140625], results.Skip(2).Select(result => result.Value.GetProperty("results")[0].GetProperty("relevanceScore").GetDouble()));
    }

    [Fact]
    public async Task Raises_its_own_errors_and_raises_on_a_cut_stream()
    {
        var results = await RunAsync(
            ("chat", $$"""{"model":"nothing","messages":{{Hello}}}"""),
            ("chat", """{"model":"p0316","messages":[{"role":"robot","content":"x"}]}"""),
            ("chat.stream", $$"""{"model":"cohere-cut","messages":{{Hello}}}"""));

        Assert.Equal(("NotFoundError", 404), (results[0].Error!.Name, results[0].Error!.Status));
        Assert.Contains("'nothing'", results[0].Error!.Message, StringComparison.Ordinal);
        Assert.Equal(("BadRequestError", 400), (results[1].Error!.Name, results[1].Error!.Status));
        Assert.NotNull(results[2].Error);
        Assert.Equal("ERROR", results[2].Chunks[^1].GetProperty("delta").GetProperty("finishReason").GetString());
    }

    private Task<IReadOnlyList<NodeResult>> RunAsync(params (string Does, string Arguments)[] calls)
    {
        Penstock.Tests.SharedData.Path("exchanges/exchanges.jsonl");
        return NodeSdk.RunAsync<IReadOnlyList<NodeResult>>("cohere.mjs", new { baseURL = new Uri(server.Address, "cohere"), calls = calls.Select(call => NodeCall.Of(call.Does, server.AdminKey, call.Arguments)) });
    }

    private static string Text(NodeResult result) => result.Value.GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString()!;

    private static string StreamedText(NodeResult result) => string.Concat(result.Chunks.Where(chunk => chunk.GetProperty("type").GetString() == "content-delta")
        .Select(chunk => chunk.GetProperty("delta").GetProperty("message").GetProperty("content").GetProperty("text").GetString()));
}
