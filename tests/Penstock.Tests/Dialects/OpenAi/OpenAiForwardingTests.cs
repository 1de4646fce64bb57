using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects;
using Penstock.Dialects.Governed;
using Penstock.Dialects.OpenAi;
using Penstock.Tests.Dialects.Governed;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class OpenAiForwardingTests
{
    [Theory]
    [InlineData("""{"model":"gpt","stream":true}""", """{"stream_options":{"include_usage":true},"model":"up","stream":true}""")]
    [InlineData("""{"model":"gpt","stream":true,"stream_options":null}""", """{"model":"up","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"gpt","stream":true,"stream_options":{}}""", """{"model":"up","stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"gpt","stream":true,"stream_options":{ }}""", """{"model":"up","stream":true,"stream_options":{"include_usage":true }}""")]
    [InlineData("""{"model":"gpt","stream":true,"stream_options":{ "x": {"include_usage":1} }}""", """{"model":"up","stream":true,"stream_options":{"include_usage":true, "x": {"include_usage":1} }}""")]
    [InlineData("""{"stream":true,"stream_options":{"x":1,"include_usage":false,"y":2},"model":"gpt"}""", """{"stream":true,"stream_options":{"x":1,"include_usage":true,"y":2},"model":"up"}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage" : null},"model":"gpt"}""", """{"stream":true,"stream_options":{"include_usage" : true},"model":"up"}""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true},"model":"gpt"}""", """{"stream":true,"stream_options":{"include_usage":true},"model":"up"}""")]
    [InlineData("""{"stream_\u006fptions":{"include_\u0075sage":false},"stream":true}""", """{"model":"up","stream_\u006fptions":{"include_\u0075sage":true},"stream":true}""")]
    [InlineData("""{"stream":true}""", """{"model":"up","stream_options":{"include_usage":true},"stream":true}""")]
    [InlineData("  { \"stream\" : true , \"model\" : \"gpt\" }\r\n", "  {\"stream_options\":{\"include_usage\":true}, \"stream\" : true , \"model\" : \"up\" }\r\n")]
    public void Asks_for_usage_in_a_stream(string body, string sent)
    {
        Assert.Equal(sent, Sent(body));

        // What is sent must be JSON, and must say it once.
        Assert.Null(GovernedScan.Scan(Encoding.UTF8.GetBytes(sent), OpenAiDialect.Governed, out var governed));
        Assert.True(governed.IncludeUsage);
        Assert.NotNull(JsonNode.Parse(sent));
    }

    [Theory]
    [InlineData("""{"model":"gpt"}""", """{"model":"up"}""")]
    [InlineData("""{"model":"gpt","stream":false,"stream_options":null}""", """{"model":"up","stream":false,"stream_options":null}""")]
    [InlineData("""{"model":"gpt","stream":null}""", """{"model":"up","stream":null}""")]
    [InlineData("""{}""", """{"model":"up"}""")]
    [InlineData(""" { "unknown" : 1.0e+2, "unknown": "\u00e4" } """, """ {"model":"up", "unknown" : 1.0e+2, "unknown": "\u00e4" } """)]
    public void Asks_for_nothing_without_a_stream_and_keeps_every_other_byte(string body, string sent) => Assert.Equal(sent, Sent(body));

    [Fact]
    public void Does_not_ask_when_the_provider_is_not_to_be_asked() =>
        Assert.Equal("""{"model":"up","stream":true}""", Sent("""{"model":"gpt","stream":true}""", askUsage: false));

    [Theory]
    [InlineData("meta/llama:8b", "\"meta/llama:8b\"")]
    [InlineData("a\"b\\c", "\"a\\u0022b\\\\c\"")]
    [InlineData("ä\n", "\"\\u00E4\\n\"")]
    public void Quotes_a_model_s_name(string name, string quoted)
    {
        Assert.Equal(quoted, Encoding.UTF8.GetString(BodyEdits.Quote(name)));
        Assert.Equal(name, JsonNode.Parse(quoted)!.GetValue<string>());
    }

    private static string Sent(string body, bool askUsage = true)
    {
        var bytes = new PooledBytes();
        bytes.Write(Encoding.UTF8.GetBytes(body));
        Assert.Null(GovernedScan.Scan(bytes.Memory.Span, OpenAiDialect.Governed, out var governed));
        using var request = new WireRequest(OpenAiDialect.Name, bytes, governed, _ => default);
        return string.Concat(OpenAiForwarding.Pieces(CappedCall.Of(request), request, "up", new ProviderTraits { Name = "up", IncludeUsage = askUsage }, new Losses(), CapName.Chat).Select(piece => Encoding.UTF8.GetString(piece.Span)));
    }
}
