using System.Text;
using System.Text.Json.Nodes;
using Penstock.Tests.Dialects;
using Xunit;

namespace Penstock.Tests.Resources.Anthropic;

/// <summary>Anthropic's clients, through a whole Penstock, to providers of both dialects.</summary>
public sealed class AnthropicResourceTests(AnthropicFixture house) : IClassFixture<AnthropicFixture>
{
    private const string Tools = ""","tools":[{"name":"get_current_weather","description":"d","input_schema":{"type":"object","properties":{"location":{"type":"string"}}}}],"tool_choice":{"type":"auto","disable_parallel_tool_use":true}""";

    [Fact]
    public async Task A_provider_of_the_same_dialect_gets_and_gives_every_byte_but_the_model_s_name()
    {
        var recording = house.Recording("ant/p0120");
        var sent = """{ "later":{"x":1}, "model":"ant/p0120","max_tokens":64,"messages":[] , "thinking":{"type":"enabled","budget_tokens":1024,"display":"omitted"}}""";

        var reply = await house.Client.SendReplyAsync("POST", "v1/messages", sent, ("anthropic-beta", "x-2026"), ("x-later", "kept"));

        Assert.Equal(200, reply.Status);
        Assert.Equal(Named(Encoding.UTF8.GetString(recording.ResponseBody), "ant/p0120"), reply.Text);
        Assert.Equal(recording.ResponseHeaders["request-id"], reply.Header("request-id"));
        var received = house.Received;
        Assert.Equal(("/v1/messages", sent.Replace("ant/p0120", "p0120", StringComparison.Ordinal)), (received.Target, Encoding.UTF8.GetString(received.Body)));
        Assert.Equal(("sk-ant-0123456789", "2023-06-01", "x-2026"), (received.Headers["x-api-key"], received.Headers["anthropic-version"], received.Headers["anthropic-beta"]));
        Assert.False(received.Headers.ContainsKey("authorization") || received.Headers.ContainsKey("x-later"));
        var usage = JsonNode.Parse(reply.Text)!["usage"]!;
        var record = await house.RecordAsync(reply.CallId);
        Assert.Equal(("completed", (long)usage["output_tokens"]!), (record.At("end"), record.Json.GetProperty("usage").GetProperty("output_tokens").GetInt64()));
    }

    [Fact]
    public async Task A_version_that_the_client_names_goes_on()
    {
        house.Recording("ant/p0120");
        await house.AskAsync("ant/p0120", "", ("anthropic-version", "2023-01-01"));

        Assert.Equal("2023-01-01", house.Received.Headers["anthropic-version"]);
    }

    [Fact]
    public async Task A_recorded_stream_comes_with_every_byte_but_the_model_s_name()
    {
        var recording = house.Recording("ant/p0145");

        var reply = await house.AskAsync("ant/p0145", ""","stream":true""");

        Assert.Equal("text/event-stream", reply.ContentType);
        Assert.Equal(Named(Encoding.UTF8.GetString(recording.ResponseBody), "ant/p0145").TrimEnd(), reply.Text.TrimEnd());
    }

    [Fact]
    public async Task A_recorded_error_comes_as_it_was_but_for_the_operator_s_credentials()
    {
        var recording = house.Recording("ant/p0121");

        var reply = await house.AskAsync("ant/p0121");
        var hidden = await house.AskAsync("ant/p0112");

        Assert.Equal((404, Encoding.UTF8.GetString(recording.ResponseBody)), (reply.Status, reply.Text));
        Assert.Equal((502, "api_error", "provider_credentials"), (hidden.Status, hidden.At("error.type"), hidden.At("error.details.error_code")));
    }

    [Fact]
    public async Task An_answer_of_OpenAI_s_is_a_message()
    {
        house.Recording("oai/p0019");
        var reply = await house.AskAsync("oai/p0019", ""","top_k":5,"metadata":{"user_id":"u"},"system":"Be brief.","stop_sequences":["#"],"container":"c" """ + Tools);

        Assert.Equal((200, "message", "assistant", "oai/p0019", "tool_use"), (reply.Status, reply.At("type"), reply.At("role"), reply.At("model"), reply.At("stop_reason")));
        Assert.Equal(["""{"location": "Seattle, WA"}""", """{"location": "San Francisco, CA"}"""], reply.Json.GetProperty("content").EnumerateArray().Select(block => block.GetProperty("input").GetRawText()));
        Assert.Equal("container", reply.Header("x-penstock-dropped"));
        Wire.AssertSame(
            JsonNode.Parse(
                """
                {"model":"p0019","messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"hi"}],
                 "tools":[{"type":"function","function":{"name":"get_current_weather","description":"d","parameters":{"type":"object","properties":{"location":{"type":"string"}}}}}],
                 "tool_choice":"auto","parallel_tool_calls":false,"top_k":5,"max_completion_tokens":64,"stop":["#"],"user":"u"}
                """),
            JsonNode.Parse(house.Received.Body),
            "request");
    }

    [Fact]
    public async Task A_stream_of_OpenAI_s_is_one_of_a_message_s_with_its_usage_at_the_end()
    {
        var reply = await house.AskAsync("oai/synthetic:stream:5:200", ""","stream":true""");

        var events = Wire.Events(reply.Text).Select(data => JsonNode.Parse(data)!).ToArray();
        Assert.Equal(
            ["message_start", "content_block_start", "content_block_delta", "content_block_delta", "content_block_delta", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            events.Select(one => (string?)one["type"]));
        Assert.Equal(("oai/synthetic:stream:5:200", "end_turn", 8, 5),
            ((string?)events[0]["message"]!["model"], (string?)events[^2]["delta"]!["stop_reason"], (int?)events[^2]["usage"]!["input_tokens"], (int?)events[^2]["usage"]!["output_tokens"]));
        Assert.Equal(5, (await house.RecordAsync(reply.CallId)).Json.GetProperty("usage").GetProperty("output_tokens").GetInt64());
    }

    [Fact]
    public async Task Calls_of_tools_that_OpenAI_streams_are_blocks_one_after_the_other()
    {
        house.Recording("oai/p0035");
        var reply = await house.AskAsync("oai/p0035", ""","stream":true""" + Tools);

        var events = Wire.Events(reply.Text).Select(data => JsonNode.Parse(data)!).ToArray();
        Assert.Equal(
            ["""{"password": "mellon"}""", """{"password": "radiance"}"""],
            events.Where(one => one["delta"]?["partial_json"] is not null).GroupBy(one => (int)one["index"]!).Select(group => string.Concat(group.Select(one => (string?)one["delta"]!["partial_json"]))));
        Assert.Equal("tool_use", (string?)events[^2]["delta"]!["stop_reason"]);
    }

    [Theory]
    [InlineData("ant/cut")]
    [InlineData("ant/fin")]
    [InlineData("ant/clean")]
    [InlineData("ant/event")]
    [InlineData("ant/malformed")]
    [InlineData("oai/cut")]
    [InlineData("oai/clean")]
    [InlineData("oai/event")]
    [InlineData("oai/malformed")]
    public async Task A_cut_stream_ends_with_an_error_event_and_is_recorded_so(string model)
    {
        house.Recording("ant/p0152");
        var (text, clean, call) = await house.StreamAsync("v1/messages", $$"""{"model":"{{model}}","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"hi"}]}""");

        Assert.False(clean);
        Assert.StartsWith("event: message_start\n", text);
        var last = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"", last);
        Assert.DoesNotContain("message_stop", text);
        Assert.Equal("cut", (await house.RecordAsync(call)).At("end"));
    }

    [Theory]
    [InlineData("oai/429", 429, "rate_limit_error")]
    [InlineData("oai/503", 503, "overloaded_error")]
    public async Task Another_dialect_s_error_is_one_of_this(string model, int status, string type)
    {
        var reply = await house.AskAsync(model);

        Assert.Equal((status, "error", type), (reply.Status, reply.At("type"), reply.At("error.type")));
        Assert.Equal((reply.CallId, status == 429 ? "7" : null), (reply.At("request_id"), reply.Header("retry-after")));
    }

    [Theory]
    [InlineData("""{"model":"oai/synthetic:unary:300"}""", 400, "invalid_request_error", "max_tokens")]
    [InlineData("""{"model":"nobody","max_tokens":1,"messages":[]}""", 404, "not_found_error", "model")]
    [InlineData("""{"max_tokens":1,"max_tokens":2}""", 400, "invalid_request_error", "max_tokens")]
    [InlineData("""{"model":"oai/synthetic:unary:300","max_tokens":1,"messages":[],"models":["x"]}""", 403, "permission_error", "models")]
    public async Task A_bad_request_gets_this_dialect_s_error_that_names_the_member(string body, int status, string type, string param)
    {
        var reply = await house.Client.SendReplyAsync("POST", "v1/messages", body);

        Assert.Equal((status, type, param), (reply.Status, reply.At("error.type"), reply.At("error.details.param")));
    }

    [Fact]
    public async Task A_key_is_taken_from_either_header_and_a_wrong_one_is_refused()
    {
        using var nobody = house.Penstock.NewClient(null);
        const string Body = """{"model":"oai/synthetic:unary:300","max_tokens":1,"messages":[{"role":"user","content":"hi"}]}""";

        Assert.Equal(200, (await nobody.SendReplyAsync("POST", "v1/messages", Body, ("x-api-key", PenstockServer.AdminKey))).Status);
        var refused = await nobody.SendReplyAsync("POST", "v1/messages", Body, ("x-api-key", "ps_wrong"));
        Assert.Equal((401, "authentication_error"), (refused.Status, refused.At("error.type")));
    }

    [Fact]
    public async Task What_would_be_dropped_is_refused_where_the_caller_wants_that()
    {
        var reply = await house.AskAsync("oai/synthetic:unary:300", ""","thinking":{"type":"adaptive"}""", ("x-penstock-strict", "true"));

        Assert.Equal((400, "would_be_dropped"), (reply.Status, reply.At("error.details.error_code")));
    }

    [Fact]
    public async Task Tokens_are_counted_by_the_provider_or_else_estimated()
    {
        const string Rest = ""","messages":[{"role":"user","content":"What is a penstock?"}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}""";

        var counted = await house.Client.SendReplyAsync("POST", "v1/messages/count_tokens", """{"model":"ant/count" """ + Rest);
        var estimated = await house.Client.SendReplyAsync("POST", "v1/messages/count_tokens", """{"model":"oai/synthetic:unary:300" """ + Rest);

        Assert.Equal("""{"input_tokens":77}""", counted.Text);
        Assert.Equal("""{"input_tokens":17,"estimated":true}""", estimated.Text);
    }

    [Fact]
    public async Task Models_are_listed_in_Anthropic_s_form_to_who_sends_its_version()
    {
        var header = ("anthropic-version", "2023-06-01");
        var all = (await house.Client.GetReplyAsync("v1/models?limit=1000", header)).Json.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()!).ToArray();

        var page = await house.Client.GetReplyAsync("v1/models?limit=2", header);
        var next = await house.Client.GetReplyAsync($"v1/models?limit=2&after_id={Uri.EscapeDataString(all[1])}", header);
        var back = await house.Client.GetReplyAsync($"v1/models?limit=1&before_id={Uri.EscapeDataString(all[2])}", header);
        var one = await house.Client.GetReplyAsync("v1/models/oai/synthetic:unary:300", header);
        var none = await house.Client.GetReplyAsync("v1/models/nobody", header);

        Assert.Equal((all[0], all[1], "True"), (page.At("first_id"), page.At("last_id"), page.At("has_more")));
        Assert.Equal((all[2], all[3]), (next.At("first_id"), next.At("last_id")));
        Assert.Equal((all[1], "True"), (back.At("first_id"), back.At("has_more")));
        Assert.Equal(("model", "oai/synthetic:unary:300", "oai/synthetic:unary:300"), (one.At("type"), one.At("id"), one.At("display_name")));
        Assert.Equal((404, "not_found_error"), (none.Status, none.At("error.type")));
        Assert.Equal("list", (await house.Client.GetReplyAsync("v1/models")).At("object"));
    }

    private static string Named(string body, string model) =>
        body.Replace($"\"model\":\"{JsonModel(body)}\"", $"\"model\":\"{model}\"", StringComparison.Ordinal);

    private static string JsonModel(string body)
    {
        var at = body.IndexOf("\"model\":\"", StringComparison.Ordinal) + 9;
        return body[at..body.IndexOf('"', at)];
    }
}
