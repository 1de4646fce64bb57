using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.Gemini;

public sealed class GeminiRequestTests
{
    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(GeminiGenerators.Conversation, input =>
    {
        Losses lost = null!;
        var body = Wire.Write(writer => lost = GeminiRequestWriter.Write(writer, input, "gemini-3-flash"));
        Assert.Null(lost.Refused);
        Assert.Empty(lost.Names);

        var (read, error) = GeminiRequestReader.Read(body);
        Assert.Null(error);

        // A model of the third generation wants the first of parallel calls signed.
        return Unsigned((ChatInput)read!, input);
    });

    [Fact]
    public void Recorded_requests_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e.Endpoint is "generateContent" or "streamGenerateContent"))
        {
            var (input, error) = GeminiRequestReader.Read(Encoding.UTF8.GetBytes(exchange.Request));
            Assert.True(error is null, $"{exchange.Id}: {error?.Message}");

            var written = JsonNode.Parse(Wire.Text(writer => Assert.Empty(GeminiRequestWriter.Write(writer, (ChatInput)input!, "gemini-2.5-flash").Names)))!.AsObject();
            Wire.AssertSame(Normalised(JsonNode.Parse(exchange.Request)!.AsObject(), written), written, exchange.Id);
            count++;
        }

        Assert.Equal(23, count);
    }

    // The documented normalisations, applied to the recorded body by other means than the codec's.
    private static JsonObject Normalised(JsonObject body, JsonObject written)
    {
        body = (JsonObject)Camel(body)!;
        body["systemInstruction"]?.AsObject().Remove("role");
        var config = body["generationConfig"] as JsonObject;
        if (config is null)
        {
            body["generationConfig"] = new JsonObject();
        }
        else if (config["responseSchema"] is { } schema)
        {
            config.Remove("responseSchema");
            config["responseJsonSchema"] = Schema(schema);
        }

        if (config?["thinkingConfig"] is JsonObject thinking && thinking["includeThoughts"] is null)
        {
            // Whoever asks for thinking gets the thoughts.
            thinking["includeThoughts"] = true;
        }

        foreach (var function in (body["tools"] as JsonArray ?? []).SelectMany(tool => tool!["functionDeclarations"] as JsonArray ?? []).Select(function => function!.AsObject()))
        {
            if (function["parameters"] is { } parameters)
            {
                function.Remove("parameters");
                function["parametersJsonSchema"] = Schema(parameters);
            }
        }

        Assert.Equal(body.Count, written.Count);
        return body;
    }

    private static JsonNode? Camel(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key switch
        {
            "include_thoughts" => "includeThoughts",
            "thinking_budget" => "thinkingBudget",
            "function_call" => "functionCall",
            "function_response" => "functionResponse",
            var name => name,
        }, Camel(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Camel)]),
        _ => node?.DeepClone(),
    };

    private static JsonNode? Schema(JsonNode? schema)
    {
        if (schema is not JsonObject members)
        {
            return schema?.DeepClone();
        }

        var made = new JsonObject();
        foreach (var (name, value) in members)
        {
            switch (name)
            {
                case "type":
                    made[name] = value!.GetValueKind() == System.Text.Json.JsonValueKind.Number ? (int)value == 6 ? "object" : "string" : ((string)value!).ToLowerInvariant();
                    break;
                case "properties":
                    made[name] = new JsonObject(value!.AsObject().Select(member => KeyValuePair.Create(member.Key, Schema(member.Value))));
                    break;
                case "property_ordering" or "propertyOrdering":
                    break;
                default:
                    made[name] = value?.DeepClone();
                    break;
            }
        }

        return made;
    }

    private static ChatInput Unsigned(ChatInput read, ChatInput written) => read with
    {
        Messages =
        [
            .. read.Messages.Select((message, i) => message with
            {
                Parts = [.. message.Parts.Select((part, k) => part.Signature == GeminiPartWriter.NoSignature && written.Messages[i].Parts[k].Signature is null ? part with { Signature = null } : part)],
            }),
        ],
    };

    [Fact]
    public void A_conversation_of_OpenAIs_form_becomes_Geminis()
    {
        var input = new ChatInput
        {
            Messages =
            [
                Message.Of(Role.System, "Be short."),
                Message.Of(Role.User, "Weather?"),
                new Message(Role.Assistant, [new ToolCallPart("call_a", "get", """{"city":"Bern"}"""), new ToolCallPart("call_b", "get", "not JSON")]),
                new Message(Role.Tool, [new ToolResultPart("call_a", [new TextPart("sunny")])]),
                new Message(Role.Tool, [new ToolResultPart("call_b", [new TextPart("""{"sky":"grey"}""")])]),
                Message.Of(Role.Developer, "Now in French."),
            ],
            Tools = [new FunctionTool("get") { Parameters = """{"type":"object"}""", Strict = true }],
            ToolChoice = new NamedToolChoice("get"),
            ParallelToolCalls = false,
            Reasoning = new ReasoningOptions { Effort = "low" },
            User = "u",
            Sampling = new Sampling { LogitBias = new Dictionary<string, double> { ["1"] = 1 }, Seed = long.MaxValue },
        };
        Losses lost = null!;

        var written = Wire.Text(writer => lost = GeminiRequestWriter.Write(writer, input, "gemini-3-pro"));

        Assert.Equal(
            """
            {"systemInstruction":{"parts":[{"text":"Be short."}]},"contents":[{"role":"user","parts":[{"text":"Weather?"}]},
            {"role":"model","parts":[{"functionCall":{"id":"call_a","name":"get","args":{"city":"Bern"}},"thoughtSignature":"skip_thought_signature_validator"},{"functionCall":{"id":"call_b","name":"get","args":{"arguments":"not JSON"}}}]},
            {"role":"user","parts":[{"functionResponse":{"id":"call_a","name":"get","response":{"output":"sunny"}}},{"functionResponse":{"id":"call_b","name":"get","response":{"sky":"grey"}}}]},
            {"role":"user","parts":[{"text":"Now in French."}]}],
            "tools":[{"functionDeclarations":[{"name":"get","parametersJsonSchema":{"type":"object"}}]}],"toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["get"]}},
            "generationConfig":{"thinkingConfig":{"thinkingLevel":"LOW","includeThoughts":true}}}
            """.ReplaceLineEndings(""),
            written);
        Assert.Equal(["tool_calls.arguments", "messages[5].role", "tools.strict", "seed", "parallel_tool_calls", "logit_bias", "user"], lost.Names);
    }

    [Theory]
    [InlineData("gemini-2.5-flash", "low", """{"thinkingConfig":{"thinkingBudget":2048,"includeThoughts":true}}""")]
    [InlineData("gemini-flash-latest", "xhigh", """{"thinkingConfig":{"thinkingBudget":24576,"includeThoughts":true}}""")]
    [InlineData("gemini-3-pro-preview", "xhigh", """{"thinkingConfig":{"thinkingLevel":"HIGH","includeThoughts":true}}""")]
    [InlineData("gemini-2.5-flash", "none", """{"thinkingConfig":{"thinkingBudget":0}}""")]
    public void Effort_is_a_level_or_a_budget_as_the_model_takes_it(string model, string effort, string config) =>
        Assert.Contains($"\"generationConfig\":{config}", Wire.Text(writer => GeminiRequestWriter.Write(writer, new ChatInput { Messages = [], Reasoning = new ReasoningOptions { Effort = effort } }, model)));

    [Fact]
    public void Function_calls_without_ids_are_counted_and_their_results_find_them()
    {
        var input = Read("""
            {"contents":[{"role":"model","parts":[{"function_call":{"name":"a"}},{"functionCall":{"name":"b","args":{}}},{"functionCall":{"name":"a","args":{}}}]},
            {"parts":[{"functionResponse":{"name":"b","response":{"output":"1"}}},{"functionResponse":{"name":"a","response":{}}},{"function_response":{"name":"a","response":{"error":"x"}}}]}]}
            """);

        Assert.Equal(["call_0", "call_1", "call_2"], input.Messages[0].Parts.Cast<ToolCallPart>().Select(call => call.Id));
        Assert.Equal(["call_1", "call_0", "call_2"], input.Messages[1].Parts.Cast<ToolResultPart>().Select(result => result.CallId));
        Assert.Equal((Role.Tool, true), (input.Messages[1].Role, ((ToolResultPart)input.Messages[1].Parts[2]).IsError));
        Assert.DoesNotContain("\"id\"", Wire.Text(writer => GeminiRequestWriter.Write(writer, input, "m")));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_by_the_names_the_client_wrote()
    {
        var (_, error) = GeminiRequestReader.Read(Wire.Bytes("""
            {"contents":[{"role":"robot","parts":[{"inline_data":{"mime_type":1}},{"functionCall":{}}]}],"generation_config":{"top_p":"1"},"generationConfig":{"seed":1.5}}
            """));

        Assert.Equal(
            ["contents.0.parts.0.inline_data.mime_type", "contents.0.parts.1.functionCall.name", "contents.0.role", "generation_config"],
            error!.Mistakes.Select(mistake => mistake.Path).Distinct().Take(4));
        Assert.Equal(ErrorKind.InvalidRequest, error.Kind);
    }

    [Theory]
    [InlineData("""{"type":"mcp"}""", "mcp", Feature.HostedTools)]
    [InlineData("""{"type":"custom"}""", "custom", Feature.FreeFormTools)]
    public void Tools_of_others_are_refused(string json, string type, string feature)
    {
        Losses lost = null!;
        Wire.Text(writer => lost = GeminiRequestWriter.Write(writer, new ChatInput { Messages = [], Tools = [new OtherTool("openai", type, json)] }, "m"));

        Assert.Equal(new UnsupportedFeature(feature, "tools[0]"), lost.Refused);
    }

    [Fact]
    public void A_file_that_another_provider_keeps_is_refused()
    {
        Losses lost = null!;
        Wire.Text(writer => lost = GeminiRequestWriter.Write(writer, new ChatInput { Messages = [new Message(Role.User, [new FilePart(new MediaFile("file-abc"))])] }, "m"));

        Assert.Equal(new UnsupportedFeature(Feature.StoredFileInput, "messages[0].content[0]"), lost.Refused);
    }

    [Fact]
    public void What_is_to_be_counted_is_a_whole_request_or_Vertex_plain_one()
    {
        var input = new ChatInput { Messages = [Message.Of(Role.System, "s"), Message.Of(Role.User, "u")] };

        var whole = Wire.Text(writer => GeminiRequestWriter.WriteCounted(writer, input, "gemini-x", plain: false));
        var plain = Wire.Text(writer => GeminiRequestWriter.WriteCounted(writer, input, "gemini-x", plain: true));

        Assert.StartsWith("""{"generateContentRequest":{"model":"models/gemini-x","systemInstruction":""", whole);
        Assert.StartsWith("""{"systemInstruction":""", plain);
        Assert.All([whole, plain], body => Assert.Equal(Shape.Of(input), Shape.Of(GeminiRequestReader.ReadCounted(Wire.Bytes(body)).Input)));
    }

    private static ChatInput Read(string body) => (ChatInput)GeminiRequestReader.Read(Wire.Bytes(body)).Input!;
}
