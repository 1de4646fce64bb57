using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Tests;
using Penstock.Tests.Resources.Anthropic;
using Xunit;

namespace Penstock.Conformance.Npm;

/// <summary>What a program does with Anthropic's npm SDK, done through Penstock: to providers of Anthropic's and of OpenAI's dialect.</summary>
public sealed class AnthropicTests(AnthropicFixture house) : IClassFixture<AnthropicFixture>
{
    private const string Tools = ""","tools":[{"name":"get_current_weather","input_schema":{"type":"object","properties":{"location":{"type":"string"}}}}]""";
    private const string Image = """,{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}},{"type":"text","text":"What is it?"}]}""";

    [Theory]
    [InlineData("ant/p0114")]
    [InlineData("ant/p0120")]
    [InlineData("ant/p0113")]
    [InlineData("ant/p0118")]
    [InlineData("ant/p0133")]
    public async Task A_recorded_answer_comes_as_it_was(string model)
    {
        var recorded = JsonNode.Parse(house.Recording(model).ResponseBody)!;

        var result = Assert.Single(await RunAsync(("create", Ask(model))));

        Assert.Null(result.Error);
        Assert.True(JsonNode.DeepEquals(recorded["content"], JsonNode.Parse(result.Value.GetProperty("content").GetRawText())));
        Assert.Equal(((string?)recorded["stop_reason"], model), (result.Value.GetProperty("stop_reason").GetString(), result.Value.GetProperty("model").GetString()));
    }

    [Theory]
    [InlineData("ant/p0152")]
    [InlineData("ant/p0145")]
    [InlineData("ant/p0139")]
    [InlineData("ant/p0156")]
    public async Task A_recorded_stream_is_put_together_by_the_SDK(string model)
    {
        var recorded = Encoding.UTF8.GetString(house.Recording(model).ResponseBody);

        var results = await RunAsync(("final", Ask(model)), ("events", Ask(model)));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(recorded.Split("event: ").Length - 1 - (recorded.Split("event: ping").Length - 1), results[1].Events.Count);
        var content = results[0].Value.GetProperty("content").EnumerateArray().ToArray();
        Assert.NotEmpty(content);
        Assert.All(content.Where(block => block.GetProperty("type").GetString() == "thinking"), block => Assert.NotEqual("", block.GetProperty("signature").GetString()));
        Assert.NotEqual(JsonValueKind.Null, results[0].Value.GetProperty("stop_reason").ValueKind);
    }

    [Fact]
    public async Task OpenAI_s_answers_are_messages_to_the_SDK_streamed_and_not()
    {
        house.Recording("oai/p0019");
        var results = await RunAsync(
            ("create", Ask("oai/synthetic:unary:300")), ("final", Ask("oai/synthetic:stream:5:200")), ("create", Ask("oai/p0019", Tools)), ("final", Ask("oai/p0035", Tools)), ("final", Ask("oai/p0024")));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(["end_turn", "end_turn", "tool_use", "tool_use", "refusal"], results.Select(result => result.Value.GetProperty("stop_reason").GetString()));
        Assert.Equal("#0##1##2##3##4#", Text(results[1]).Replace("x", "", StringComparison.Ordinal));
        Assert.Equal(["Seattle, WA", "San Francisco, CA"], results[2].Value.GetProperty("content").EnumerateArray().Select(block => block.GetProperty("input").GetProperty("location").GetString()));
        Assert.Equal(["mellon", "radiance"], results[3].Value.GetProperty("content").EnumerateArray().Select(block => block.GetProperty("input").GetProperty("password").GetString()));
        Assert.StartsWith("I'm sorry,", Text(results[4]));
        Assert.Equal((8, 5), (results[1].Value.GetProperty("usage").GetProperty("input_tokens").GetInt32(), results[1].Value.GetProperty("usage").GetProperty("output_tokens").GetInt32()));
    }

    [Fact]
    public async Task Images_and_schemas_reach_OpenAI_s_provider()
    {
        const string Schema = """{"type":"object","properties":{},"additionalProperties":false}""";
        var result = Assert.Single(await RunAsync(("create", Ask("oai/synthetic:unary:300", $$$""","output_config":{"format":{"type":"json_schema","schema":{{{Schema}}}}}""", Image))));

        Assert.Null(result.Error);
        var received = JsonNode.Parse(house.Received.Body)!;
        Assert.Equal("data:image/png;base64,aGk=", (string?)received["messages"]![1]!["content"]![0]!["image_url"]!["url"]);
        Assert.Equal(Schema, received["response_format"]!["json_schema"]!["schema"]!.ToJsonString());
    }

    [Fact]
    public async Task Tokens_are_counted_and_models_listed_page_by_page()
    {
        var results = await RunAsync(("count", """{"model":"ant/count","messages":[{"role":"user","content":"hi"}]}"""), ("models", "{}"), ("model", """{"id":"oai/synthetic:unary:300"}"""));

        Assert.All(results, result => Assert.Null(result.Error));
        Assert.Equal(77, results[0].Value.GetProperty("input_tokens").GetInt32());
        var ids = results[1].Value.EnumerateArray().Select(id => id.GetString()).ToArray();
        Assert.True(ids.Length > 10);
        Assert.Equal(ids.Distinct(), ids);
        Assert.Equal("oai/synthetic:unary:300", results[2].Value.GetProperty("display_name").GetString());
    }

    [Fact]
    public async Task Errors_have_the_SDK_s_own_classes()
    {
        house.Recording("ant/p0121");
        var results = await RunAsync(
            ("create", Ask("ant/p0121")), ("create", Ask("nobody")), ("create", """{"model":"oai/synthetic:unary:300","max_tokens":"x","messages":[]}"""),
            ("create", Ask("oai/429")), ("create", Ask("oai/503")), ("create", Ask("ant/p0112")), ("events", Ask("oai/429")));

        Assert.Equal(
            ["NotFoundError", "NotFoundError", "BadRequestError", "RateLimitError", "ServiceUnavailableError", "InternalServerError", "RateLimitError"], results.Select(result => result.Error?.Name));
        Assert.Equal(
            ["not_found_error", "not_found_error", "invalid_request_error", "rate_limit_error", "overloaded_error", "api_error", "rate_limit_error"], results.Select(result => result.Error?.Type));
        Assert.Equal("7", results[3].Error!.RetryAfter);
        var refused = Assert.Single(await RunAsync("ps_nobody0knows0this0key", ("create", Ask("nobody"))));
        Assert.Equal(("AuthenticationError", 401), (refused.Error?.Name, refused.Error?.Status));
    }

    [Fact]
    public async Task A_cut_stream_is_raised_after_what_came_of_it()
    {
        house.Recording("ant/p0152");
        string[] models = ["ant/cut", "ant/fin", "ant/clean", "ant/event", "ant/malformed", "oai/cut", "oai/clean", "oai/event", "oai/malformed"];

        var results = await RunAsync([.. models.SelectMany(model => new[] { ("events", Ask(model)), ("final", Ask(model)) })]);

        Assert.All(results, result => Assert.True(result.Error?.IsApiError, result.Error?.Message));
        Assert.All(results.Where((_, i) => i % 2 == 0), result => Assert.Equal("message_start", result.Events[0].GetProperty("type").GetString()));
        Assert.All(results.Where((_, i) => i % 2 == 0), result => Assert.DoesNotContain(result.Events, one => one.GetProperty("type").GetString() == "message_stop"));
    }

    private static string Ask(string model, string members = "", string more = "") =>
        $$"""{"model":"{{model}}","max_tokens":64,"messages":[{"role":"user","content":"hi"}{{more}}]{{members}}}""";

    private static string Text(AnthropicResult result) =>
        string.Concat(result.Value.GetProperty("content").EnumerateArray().Where(block => block.GetProperty("type").GetString() == "text").Select(block => block.GetProperty("text").GetString()));

    private Task<IReadOnlyList<AnthropicResult>> RunAsync(params (string Does, string Args)[] calls) => RunAsync(PenstockServer.AdminKey, calls);

    private Task<IReadOnlyList<AnthropicResult>> RunAsync(string key, params (string Does, string Args)[] calls) => NodeSdk.RunAsync<IReadOnlyList<AnthropicResult>>(
        "anthropic.mjs", new { baseURL = house.Penstock.Address, key, calls = calls.Select(call => new { does = call.Does, args = JsonDocument.Parse(call.Args).RootElement }).ToArray() });
}
