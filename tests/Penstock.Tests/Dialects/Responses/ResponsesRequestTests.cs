using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Responses;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.Responses;

public sealed class ResponsesRequestTests
{
    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(ResponseGenerators.Conversation, input =>
    {
        Losses lost = new();
        var body = Wire.Write(writer => lost = ResponsesRequestWriter.Write(writer, input, "m", stream: true));
        var (read, error) = ResponsesRequestReader.Read(body);

        Assert.True(error is null, error?.Message);
        Assert.Empty(lost.Names);
        Assert.Null(lost.Refused);
        Assert.Equal(Shape.Of(input with { Messages = [] }), Shape.Of((ChatInput)read! with { Messages = [] }));
        Assert.Equal(input.Messages.Select(Plain), ((ChatInput)read).Messages.Select(Plain));
    });

    [Fact]
    public void Recorded_requests_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e.Endpoint == "v1/responses"))
        {
            var (input, error) = ResponsesRequestReader.Read(Encoding.UTF8.GetBytes(exchange.Request));
            Assert.True(error is null, $"{exchange.Id}: {error?.Message}");
            var expected = JsonNode.Parse(exchange.Request)!.AsObject();
            var text = Wire.Text(writer => Assert.Empty(ResponsesRequestWriter.Write(writer, (ChatInput)input!, (string)expected["model"]!, (bool?)expected["stream"] == true).Names));
            var written = JsonNode.Parse(text)!.AsObject();
            Wire.AssertSame(Normalised(expected), Normalised(written), exchange.Id);
            count++;
        }

        Assert.True(count >= 20, $"only {count} requests");
    }

    [Theory]
    [InlineData("""{"input":3}""", "input")]
    [InlineData("""{}""", "input")]
    [InlineData("""{"input":[{"role":"robot","content":""}]}""", "input[0].role")]
    [InlineData("""{"input":[{"type":"function_call","name":"f","arguments":"{}"}]}""", "input[0].call_id")]
    [InlineData("""{"input":"x","tools":[{"type":"function"}]}""", "tools[0].name")]
    [InlineData("""{"input":"x","text":{"format":{"type":"json_schema"}}}""", "text.format.name")]
    [InlineData("""{"input":"x","tool_choice":"perhaps"}""", "tool_choice")]
    [InlineData("""{"input":"x","background":true}""", "background")]
    [InlineData("""{"input":"x","prompt":{"id":"p"}}""", "prompt")]
    [InlineData("""{"input":"x","conversation":"c"}""", "conversation")]
    public void A_mistake_names_its_member(string body, string param)
    {
        var (_, error) = ResponsesRequestReader.Read(Wire.Bytes(body));

        Assert.Equal((ErrorKind.InvalidRequest, param), (error!.Kind, error.Param));
    }

    [Fact]
    public void A_conversation_with_tools_is_one_that_chat_completions_know()
    {
        var (input, error) = ResponsesRequestReader.Read(Wire.Bytes("""
            {"instructions":"Be brief.","input":[
              {"role":"user","content":[{"type":"input_text","text":"hi"},{"type":"input_image","image_url":"data:image/png;base64,AA=="}]},
              {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}]},
              {"type":"function_call","call_id":"a","name":"f","arguments":"{}"},
              {"type":"function_call","call_id":"b","name":"g","arguments":"{}"},
              {"type":"function_call_output","call_id":"a","output":"1"},
              {"type":"function_call_output","call_id":"b","output":[{"type":"input_text","text":"2"}]}],
             "text":{"format":{"type":"json_schema","name":"n","schema":{}},"verbosity":"low"},"service_tier":"flex","store":true,"truncation":"disabled","include":["reasoning.encrypted_content"]}
            """));
        Assert.Null(error);

        Losses lost = new();
        var chat = JsonNode.Parse(Wire.Text(writer => lost = ChatRequestWriter.Write(writer, (ChatInput)input!, new ChatRequestOptions("m"))))!;

        Assert.Empty(lost.Names);
        Assert.Equal(["system", "user", "assistant", "tool", "tool"], chat["messages"]!.AsArray().Select(message => (string)message!["role"]!));
        Assert.Equal(["a", "b"], chat["messages"]![2]!["tool_calls"]!.AsArray().Select(call => (string)call!["id"]!));
        Assert.Equal(("hm", "low", "flex"), ((string?)chat["messages"]![2]!["reasoning_content"], (string?)chat["verbosity"], (string?)chat["service_tier"]));
    }

    [Fact]
    public void Hosted_tools_are_refused_by_chat_completions()
    {
        var (input, _) = ResponsesRequestReader.Read(Wire.Bytes("""{"input":"x","tools":[{"type":"web_search"}]}"""));
        Losses lost = new();

        Wire.Write(writer => lost = ChatRequestWriter.Write(writer, (ChatInput)input!, new ChatRequestOptions("m")));

        Assert.Equal(new UnsupportedFeature(Feature.HostedTools, "tools[0]"), lost.Refused);
    }

    [Fact]
    public void What_responses_do_not_have_is_named_or_refused()
    {
        Losses lost = new();
        var input = new ChatInput
        {
            Messages = [new Message(Role.User, [new AudioPart(new MediaInline("audio/wav", "AA=="))])],
            Sampling = new Sampling { Seed = 1, TopK = 2, FrequencyPenalty = 1, PresencePenalty = 1, LogitBias = new Dictionary<string, double>() },
            Stop = ["x"],
        };

        Wire.Write(writer => lost = ResponsesRequestWriter.Write(writer, input, "m", stream: false));

        Assert.Equal(["top_k", "frequency_penalty", "presence_penalty", "seed", "logit_bias", "stop"], lost.Names);
        Assert.Equal(new UnsupportedFeature(Feature.AudioInput, "messages[0].content[0]"), lost.Refused);
    }

    [Theory]
    [InlineData("""{"previous_response_id":"r","input":"two","model":"m"}""", 2)]
    [InlineData("""{"model":"m","input":[{"role":"user","content":"two"}],"previous_response_id":"r"}""", 2)]
    [InlineData("""{"model":"m","input":[ ],"previous_response_id":"r"}""", 1)]
    [InlineData("""{"model":"m","previous_response_id":"r"}""", 1)]
    public void What_a_request_follows_is_put_before_its_input(string body, int items)
    {
        var bytes = new PooledBytes();
        System.Buffers.BuffersExtensions.Write(bytes, Encoding.UTF8.GetBytes(body));
        var (request, _) = ResponsesRequest.Scan(bytes);

        using var after = request!.After(Wire.Bytes("""{"role":"user","content":"one"}"""));

        var (input, error) = ResponsesRequestReader.Read(after.Body);
        Assert.Null(error);
        Assert.Equal(new[] { "one", "two" }.Take(items), ((ChatInput)input!).Messages.Select(message => message.Text));
        Assert.Equal(("r", "m"), (after.PreviousId, after.Model));
    }

    // Names of what the message holds; lists compare by reference otherwise.
    private static string Plain(Message message) => Shape.Of(message);

    // The documented normalisations: a text is a message, a message says so, one plain text is a string, nulls and false are absent, store is said.
    private static JsonObject Normalised(JsonObject body)
    {
        body.Remove("store");
        body.Remove("include");
        if (body["stream"] is { } stream && !(bool)stream)
        {
            body.Remove("stream");
        }

        if (body["input"] is JsonValue text)
        {
            body["input"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text.DeepClone() });
        }

        if (body["instructions"] is { } instructions)
        {
            body["input"]!.AsArray().Insert(0, new JsonObject { ["role"] = "system", ["content"] = instructions.DeepClone() });
            body.Remove("instructions");
        }

        foreach (var item in body["input"]!.AsArray().Select(item => item!.AsObject()))
        {
            if (item.ContainsKey("content"))
            {
                item.Remove("type");
            }

            if (item["content"] is JsonValue said)
            {
                item["content"] = new JsonArray(new JsonObject { ["type"] = (string?)item["role"] == "assistant" ? "output_text" : "input_text", ["text"] = said.DeepClone() });
            }

            foreach (var part in item["content"] as JsonArray ?? [])
            {
                part!.AsObject().Remove("logprobs");
                if (part["annotations"] is JsonArray { Count: 0 })
                {
                    part.AsObject().Remove("annotations");
                }
            }
        }

        return JsonNode.Parse(Without(body).ToJsonString())!.AsObject();
    }

    private static JsonNode Without(JsonNode node)
    {
        if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (value is null)
                {
                    members.Remove(name);
                }
                else
                {
                    Without(value);
                }
            }
        }

        return node;
    }
}
