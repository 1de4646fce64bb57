using System.Text;
using System.Text.Json.Nodes;
using Penstock.Tests.Dialects;
using Xunit;

namespace Penstock.Tests.Resources.Anthropic;

/// <summary>OpenAI's clients, through a whole Penstock, to a provider of Anthropic's dialect.</summary>
public sealed class OpenAiClientTests(AnthropicFixture house) : IClassFixture<AnthropicFixture>
{
    public static TheoryData<string> Answers => ["p0130", "p0122", "p0123", "p0127", "p0120", "p0114", "p0113", "p0116", "p0118", "p0134", "p0133"];

    public static TheoryData<string> Streams => ["p0150", "p0148", "p0139", "p0151", "p0153", "p0149", "p0154", "p0147", "p0152", "p0156", "p0145", "p0158"];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_recorded_answer_is_a_chat_completion(string id)
    {
        var recorded = JsonNode.Parse(house.Recording("ant/" + id).ResponseBody)!;

        var reply = await house.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("ant/" + id));

        Assert.Equal((200, "chat.completion", (string?)recorded["id"]), (reply.Status, reply.At("object"), reply.At("id")));
        Check(recorded["content"]!.AsArray().Select(block => block!), (string?)recorded["stop_reason"], JsonNode.Parse(reply.Text)!["choices"]![0]!);
        CheckUsage(recorded["usage"]!, JsonNode.Parse(reply.Text)!["usage"]!);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_recorded_stream_is_one_of_chunks(string id)
    {
        var recorded = Wire.Events(Encoding.UTF8.GetString(house.Recording("ant/" + id).ResponseBody)).Select(data => JsonNode.Parse(data)!).ToArray();

        var reply = await house.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("ant/" + id, ""","stream":true,"stream_options":{"include_usage":true}"""));

        Assert.EndsWith("data: [DONE]\n\n", reply.Text);
        var chunks = Wire.Events(reply.Text).Where(data => data != "[DONE]").Select(data => JsonNode.Parse(data)!).ToArray();
        var deltas = chunks.SelectMany(chunk => chunk["choices"]!.AsArray()).Select(choice => choice!["delta"]!).ToArray();
        string Told(string name) => string.Concat(recorded.Select(one => (string?)one["delta"]?[name]));
        Assert.Equal(Told("text"), string.Concat(deltas.Select(delta => (string?)delta["content"])));
        Assert.Equal(Told("thinking"), string.Concat(deltas.Select(delta => (string?)delta["reasoning_content"])));
        Assert.Equal(Told("partial_json"), string.Concat(deltas.SelectMany(delta => delta["tool_calls"]?.AsArray() ?? []).Select(call => (string?)call!["function"]!["arguments"])));
        CheckUsage(Used(recorded), chunks[^1]["usage"]!);
    }

    [Fact]
    public async Task A_question_is_translated_whole()
    {
        house.Recording("ant/p0118");
        const string Body =
            """
            {"model":"ant/p0118","max_tokens":50,"temperature":0.5,"seed":7,"user":"u","stop":"#","parallel_tool_calls":false,"tool_choice":"required",
             "messages":[{"role":"developer","content":"Be brief."},
              {"role":"user","content":[{"type":"text","text":"What?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}},{"type":"image_url","image_url":{"url":"https://example.org/x.png"}}]},
              {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\": 1}"}},{"id":"call_2","type":"function","function":{"name":"f","arguments":""}}]},
              {"role":"tool","tool_call_id":"call_1","content":"one"},{"role":"tool","tool_call_id":"call_2","content":"two"}],
             "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}},"strict":true}}],
             "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object","properties":{},"additionalProperties":false},"strict":true}}}
            """;

        var reply = await house.Client.SendReplyAsync("POST", "v1/chat/completions", Body);

        Assert.Equal((200, "seed"), (reply.Status, reply.Header("x-penstock-dropped")));
        Wire.AssertSame(
            JsonNode.Parse(
                """
                {"model":"p0118","system":"Be brief.","messages":[
                  {"role":"user","content":[{"type":"text","text":"What?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}},{"type":"image","source":{"type":"url","url":"https://example.org/x.png"}}]},
                  {"role":"assistant","content":[{"type":"tool_use","id":"call_1","name":"f","input":{"a": 1}},{"type":"tool_use","id":"call_2","name":"f","input":{}}]},
                  {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"one"},{"type":"tool_result","tool_use_id":"call_2","content":"two"}]}],
                 "tools":[{"name":"f","input_schema":{"type":"object","properties":{}},"strict":true}],"tool_choice":{"type":"any","disable_parallel_tool_use":true},
                 "output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{},"additionalProperties":false}}},
                 "max_tokens":50,"temperature":0.5,"stop_sequences":["#"],"metadata":{"user_id":"u"}}
                """),
            JsonNode.Parse(house.Received.Body),
            "request");
        Assert.Equal("2023-06-01", house.Received.Headers["anthropic-version"]);
    }

    [Theory]
    [InlineData("ant/cut")]
    [InlineData("ant/clean")]
    [InlineData("ant/event")]
    [InlineData("ant/malformed")]
    public async Task A_cut_stream_ends_with_an_error_and_is_recorded_so(string model)
    {
        house.Recording("ant/p0152");
        var (text, clean, call) = await house.StreamAsync("v1/chat/completions", HouseFixture.Chat(model, ""","stream":true"""));

        Assert.False(clean);
        Assert.DoesNotContain("[DONE]", text);
        Assert.NotNull(JsonNode.Parse(Wire.Events(text).Last())!["error"]!["message"]);
        Assert.Equal("cut", (await house.RecordAsync(call)).At("end"));
    }

    [Fact]
    public async Task A_recorded_error_is_one_of_OpenAI_s()
    {
        house.Recording("ant/p0121");
        var reply = await house.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("ant/p0121"));

        Assert.Equal((404, "model_not_found", "model: this-model-does-not-exist-12345"), (reply.Status, reply.At("error.code"), reply.At("error.message")));
    }

    [Fact]
    public async Task What_the_provider_does_not_have_is_refused_with_the_models_that_have_it()
    {
        house.Recording("ant/p0118");
        var sound = await house.Client.SendReplyAsync(
            "POST", "v1/chat/completions", """{"model":"ant/p0118","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"aGk=","format":"wav"}}]}]}""");
        var vectors = await house.Client.SendReplyAsync("POST", "v1/embeddings", """{"model":"ant/p0118","input":"hi"}""");

        Assert.Equal((400, "unsupported_feature", "messages[0].content[0]"), (sound.Status, sound.At("error.code"), sound.At("error.param")));
        Assert.Contains("audio input", sound.At("error.message"));
        Assert.Contains("oai/", sound.At("error.message"));
        Assert.Equal((400, "unsupported_capability"), (vectors.Status, vectors.At("error.code")));
    }

    private static void Check(IEnumerable<JsonNode> blocks, string? reason, JsonNode choice)
    {
        var all = blocks.ToArray();
        var message = choice["message"]!;
        string Joined(string type, string name) => string.Concat(all.Where(block => (string?)block["type"] == type).Select(block => (string?)block[name]));
        Assert.Equal(Joined("text", "text"), (string?)message["content"] ?? "");
        Assert.Equal(Joined("thinking", "thinking"), (string?)message["reasoning_content"] ?? "");
        var calls = all.Where(block => (string?)block["type"] == "tool_use").ToArray();
        Assert.Equal(calls.Select(call => (string?)call["id"]), (message["tool_calls"]?.AsArray() ?? []).Select(call => (string?)call!["id"]));
        foreach (var (block, call) in calls.Zip(message["tool_calls"]?.AsArray() ?? []))
        {
            Wire.AssertSame(block["input"], JsonNode.Parse((string)call!["function"]!["arguments"]!), "arguments");
        }

        Assert.Equal(reason switch { "tool_use" => "tool_calls", "max_tokens" => "length", _ => "stop" }, (string?)choice["finish_reason"]);
    }

    // What is told at the start holds unless the end tells it again.
    private static JsonObject Used(IEnumerable<JsonNode> events)
    {
        var used = new JsonObject();
        foreach (var (name, count) in events.SelectMany(one => (one["message"]?["usage"] ?? one["usage"])?.AsObject() ?? []))
        {
            used[name] = count?.DeepClone();
        }

        return used;
    }

    private static void CheckUsage(JsonNode recorded, JsonNode usage)
    {
        long Count(string name) => (long?)recorded[name] ?? 0;
        Assert.Equal(Count("input_tokens") + Count("cache_read_input_tokens") + Count("cache_creation_input_tokens"), (long?)usage["prompt_tokens"]);
        Assert.Equal(Count("output_tokens"), (long?)usage["completion_tokens"]);
        Assert.Equal(Count("cache_read_input_tokens"), (long?)usage["prompt_tokens_details"]!["cached_tokens"]);
    }
}
