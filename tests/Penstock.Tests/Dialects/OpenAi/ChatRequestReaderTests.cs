using System.Text;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class ChatRequestReaderTests
{
    [Theory]
    [InlineData("{}", "messages", "is required")]
    [InlineData("""{"messages":{}}""", "messages", "must be an array, not an object")]
    [InlineData("""{"messages":["hi"]}""", "messages[0]", "must be an object, not a string")]
    [InlineData("""{"messages":[{"content":"hi"}]}""", "messages[0].role", "is required and must be a string")]
    [InlineData("""{"messages":[{"role":"boss","content":"hi"}]}""", "messages[0].role", "must be one of system, developer")]
    [InlineData("""{"messages":[{"role":"user"}]}""", "messages[0].content", "is required")]
    [InlineData("""{"messages":[{"role":"user","content":7}]}""", "messages[0].content", "must be a string or an array of parts")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text"}]}]}""", "messages[0].content[0].text", "is required")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":1}}]}]}""", "messages[0].content[0].image_url.url", "must be a string")]
    [InlineData("""{"messages":[{"role":"tool","content":"hi"}]}""", "messages[0].tool_call_id", "is required")]
    [InlineData("""{"messages":[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":{}}}]}]}""", "messages[0].tool_calls[0].function.arguments", "must be a string, not an object")]
    [InlineData("""{"messages":[],"temperature":"hot"}""", "temperature", "must be a number, not a string")]
    [InlineData("""{"messages":[],"temperature":1e999}""", "temperature", "must be a finite number")]
    [InlineData("""{"messages":[],"n":1.5}""", "n", "must be a whole number")]
    [InlineData("""{"messages":[],"n":99999999999}""", "n", "must be a whole number from")]
    [InlineData("""{"messages":[],"logprobs":"yes"}""", "logprobs", "must be true or false")]
    [InlineData("""{"messages":[],"stop":["a",1]}""", "stop[1]", "must be a string")]
    [InlineData("""{"messages":[],"max_tokens":1,"max_completion_tokens":2}""", "max_tokens", "must not differ")]
    [InlineData("""{"messages":[],"tool_choice":"maybe"}""", "tool_choice", "must be one of auto, none, required")]
    [InlineData("""{"messages":[],"tools":[{"type":"function"}]}""", "tools[0].function", "is required and must be an object")]
    [InlineData("""{"messages":[],"response_format":{"type":"json_schema","json_schema":{"schema":{}}}}""", "response_format.json_schema.name", "is required")]
    [InlineData("""{"messages":[],"logit_bias":{"1":"x"}}""", "logit_bias.1", "must be a number")]
    [InlineData("""{"messages":[],"metadata":{"a":1}}""", "metadata.a", "must be a string")]
    public void Names_the_member_at_fault_and_the_fix(string body, string param, string message)
    {
        var (input, error) = ChatRequestReader.Read(Wire.Bytes(body));

        Assert.Null(input);
        Assert.Equal(ErrorKind.InvalidRequest, error!.Kind);
        Assert.Equal(param, error.Param);
        Assert.Contains($"'{param}' {message}", error.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"messages\":[]")]
    [InlineData("{\"messages\":[],\"messages\":[]}")]
    [InlineData("{\"messages\":[],\"user\":\"\\ud800\"}")]
    [InlineData("{\"messages\":[],\"\\udc00\":1}")]
    public void Refuses_what_two_readers_could_read_differently(string body) =>
        Assert.Equal(ErrorKind.InvalidRequest, ChatRequestReader.Read(Wire.Bytes(body)).Error!.Kind);

    [Fact]
    public void Refuses_bytes_that_are_not_UTF_8()
    {
        byte[] body = [.. "{\"messages\":[],\"user\":\""u8, 0xC3, .. "\"}"u8];

        Assert.Equal("The body is not valid UTF-8.", ChatRequestReader.Read(body).Error!.Message);
    }

    [Fact]
    public void Tells_all_mistakes_at_once()
    {
        var error = ChatRequestReader.Read(Wire.Bytes("""{"messages":[{"role":"user"},{"role":1,"content":""}],"n":"2"}""")).Error!;

        Assert.Equal(["messages.0.content", "messages.1.role", "n"], error.Mistakes.Select(mistake => mistake.Path));
        Assert.Equal(["missing", "string_type", "int_type"], error.Mistakes.Select(mistake => mistake.Code));
        Assert.Equal([null, "1", "\"2\""], error.Mistakes.Select(mistake => mistake.Received));
    }

    [Fact]
    public void Reads_the_legacy_functions_as_tools()
    {
        var input = ChatRequestReader.Read(Wire.Bytes(
            """
            {"messages":[{"role":"user","content":"?"},
              {"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},
              {"role":"function","name":"f","content":"7"}],
             "functions":[{"name":"f","parameters":{}}],"function_call":{"name":"f"}}
            """)).Input!;

        var call = Assert.IsType<ToolCallPart>(Assert.Single(input.Messages[1].Parts));
        var result = Assert.IsType<ToolResultPart>(Assert.Single(input.Messages[2].Parts));
        Assert.Equal(call.Id, result.CallId);
        Assert.Equal(Role.Tool, input.Messages[2].Role);
        Assert.Equal("f", Assert.IsType<FunctionTool>(Assert.Single(input.Tools)).Name);
        Assert.Equal(new NamedToolChoice("f"), input.ToolChoice);
    }

    [Fact]
    public void Keeps_what_it_does_not_know_and_drops_what_is_the_calls_own()
    {
        var input = ChatRequestReader.Read(Wire.Bytes(
            """{"model":"m","stream":true,"stream_options":{},"messages":[],"service_tier":"flex","min_p":null,"verbosity":{"a":[1]}}""")).Input!;

        Assert.Equal(
            new Extensions("openai", [new("service_tier", "\"flex\""), new("min_p", "null"), new("verbosity", "{\"a\":[1]}")]), input.Extensions);
    }

    [Fact]
    public void Takes_a_data_url_apart()
    {
        var input = ChatRequestReader.Read(Wire.Bytes(
            """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AA=="}},{"type":"image_url","image_url":"https://example.org/a.png"}]}]}""")).Input!;

        Assert.Equal(
            new MediaSource[] { new MediaInline("image/png", "AA=="), new MediaUrl("https://example.org/a.png") },
            input.Messages[0].Parts.Cast<ImagePart>().Select(image => image.Source));
    }

    [Fact]
    public void Takes_the_JSON_test_suite_unharmed()
    {
        foreach (var file in Directory.EnumerateFiles(SharedData.Path("robustness"), "*.json", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            var inside = Encoding.UTF8.GetBytes("{\"messages\":[{\"role\":\"user\",\"content\":\"\"}],\"metadata\":").Concat(bytes).Append((byte)'}').ToArray();

            Assert.True(ChatRequestReader.Read(bytes).Error?.Kind is ErrorKind.InvalidRequest, file);
            var (input, error) = ChatRequestReader.Read(inside);
            Assert.True(input is null == (error is not null), file);
            ChatAnswerReader.Read(bytes);
            ChatChunkReader.TryRead(bytes, []);
            EmbeddingAnswerReader.Read(bytes);
            OpenAiErrorBody.TryRead(bytes);
        }
    }
}
