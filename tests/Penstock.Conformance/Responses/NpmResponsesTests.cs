using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Conformance.Npm;
using Xunit;

namespace Penstock.Conformance.Responses;

/// <summary>The npm SDK's responses through Penstock, over a provider of chats and over one of responses.</summary>
public sealed class NpmResponsesTests(ResponsesFixture server) : IClassFixture<ResponsesFixture>
{
    private const string Tools = """[{"type":"function","name":"get_current_weather","strict":false,"parameters":{"type":"object","properties":{"location":{"type":"string"}}}}]""";

    [Fact]
    public async Task Answers_streams_follows_reads_lists_and_deletes_over_a_provider_of_chats()
    {
        var results = await RunAsync(
            ("create", """{"model":"chat","input":"hello","instructions":"be brief"}"""),
            ("final", """{"model":"stream","input":[{"role":"user","content":[{"type":"input_text","text":"hello"},{"type":"input_image","image_url":"data:image/png;base64,AAAA","detail":"low"}]}]}"""),
            ("follow", """{"first":{"model":"chat","input":"one"},"second":{"model":"chat","input":"two"}}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.NotEmpty(results[0].Value.GetProperty("output_text").GetString()!);
        Assert.Equal(20, results[1].Value.GetProperty("usage").GetProperty("output_tokens").GetInt32());
        var (before, after) = (results[2].Value.GetProperty("before"), results[2].Value.GetProperty("after"));
        Assert.Equal(before.GetProperty("id").GetString(), after.GetProperty("previous_response_id").GetString());
        var id = $$"""{"id":"{{after.GetProperty("id").GetString()}}"}""";
        var kept = await RunAsync(("retrieve", id), ("items", id), ("delete", id), ("retrieve", id));
        Assert.Equal(after.GetProperty("output_text").GetString(), kept[0].Value.GetProperty("output_text").GetString());
        Assert.Equal(["user", "assistant", "user"], kept[1].Value.EnumerateArray().Select(item => item.GetProperty("role").GetString()));
        Assert.Null(kept[2].Error);
        Assert.Equal(("NotFoundError", 404), (kept[3].Error!.Name, kept[3].Error!.Status));
    }

    [Fact]
    public async Task Calls_tools_and_is_refused_over_a_provider_of_chats()
    {
        _ = Recordings.Of("openai/p0019");
        var results = await RunAsync(
            ("create", $$"""{"model":"tools","input":"x","tools":{{Tools}}}"""),
            ("final", $$"""{"model":"streamed-tools","input":"x","tools":{{Tools}}}"""),
            ("create", """{"model":"refusing","input":"x","text":{"format":{"type":"json_schema","name":"place","schema":{"type":"object"}}}}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(["""{"location": "Seattle, WA"}""", """{"location": "San Francisco, CA"}"""], Arguments(results[0]));
        Assert.Equal(["""{"password": "mellon"}""", """{"password": "radiance"}"""], Arguments(results[1]));
        Assert.Equal("I'm very sorry, but I can't assist with that request.", results[2].Value.GetProperty("output")[0].GetProperty("content")[0].GetProperty("refusal").GetString());
    }

    [Fact]
    public async Task Raises_on_errors_and_on_cut_streams()
    {
        var results = await RunAsync(
            ("create", """{"model":"busy","input":"x"}"""),
            ("create", """{"model":"chat","input":"x","tools":[{"type":"web_search"}]}"""),
            ("create", """{"model":"nothing","input":"x"}"""),
            ("events", """{"model":"cut-chat","input":"x"}"""));

        Assert.Equal(("RateLimitError", 429, "7"), (results[0].Error!.Name, results[0].Error!.Status, results[0].Error!.RetryAfter));
        Assert.Equal(("BadRequestError", "unsupported_feature"), (results[1].Error!.Name, results[1].Error!.Code.GetString()));
        Assert.Equal("NotFoundError", results[2].Error!.Name);
        Assert.True(results[3].Error!.IsApiError);
        Assert.DoesNotContain(results[3].Chunks, chunk => chunk.GetProperty("type").GetString() == "response.completed");
    }

    [Fact]
    public async Task Reads_every_recording_of_responses_as_what_it_is()
    {
        _ = Recordings.Of("openai/p0019");
        var recorded = server.Recorded(exchange => exchange.Status == 200).ToArray();
        var results = await RunAsync([.. recorded.Select(exchange => (exchange.Stream ? "final" : "create", $$"""{"model":"responses/{{exchange.Id}}","input":"x"}"""))]);

        foreach (var (exchange, result) in recorded.Zip(results))
        {
            Assert.True(result.Error is null, $"{exchange.Id}: {result.Error?.Message}");
            var expected = exchange.Stream
                ? JsonNode.Parse(SseText.Data(SseText.Events(exchange.ResponseBody).Last().Split('\n', 2)[1])!)!["response"]!
                : JsonNode.Parse(exchange.ResponseBody)!;
            Assert.Equal((string?)expected["id"], result.Value.GetProperty("id").GetString());
            Assert.Equal($"responses/{exchange.Id}", result.Value.GetProperty("model").GetString());
            Assert.Equal(expected["output"]!.AsArray().Count, result.Value.GetProperty("output").GetArrayLength());
            Assert.Equal((long?)expected["usage"]?["total_tokens"], result.Value.GetProperty("usage").GetProperty("total_tokens").GetInt64());
        }

        Assert.True(recorded.Length >= 19, $"only {recorded.Length} recordings");
        var cut = (await RunAsync(("events", """{"model":"cut-responses","input":"x"}""")))[0];
        Assert.NotNull(cut.Error);
    }

    private static IEnumerable<string?> Arguments(NodeResult result) => result.Value.GetProperty("output").EnumerateArray()
        .Where(item => item.GetProperty("type").GetString() == "function_call").Select(item => item.GetProperty("arguments").GetString());

    private Task<IReadOnlyList<NodeResult>> RunAsync(params (string Does, string Args)[] calls) => NodeSdk.RunAsync<IReadOnlyList<NodeResult>>(
        "responses.mjs", new { baseURL = server.BaseAddress, calls = calls.Select(call => new NodeCall(call.Does, server.Key, JsonDocument.Parse(call.Args).RootElement)) });
}
