using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.Anthropic;
using Penstock.Tests.Dialects.Governed;
using Xunit;

namespace Penstock.Tests.Dialects.Anthropic;

public sealed class AnthropicForwardingTests
{
    [Fact]
    public void Only_the_model_s_name_is_another()
    {
        const string Body = """{ "max_tokens" : 1,"model":"house/claude", "later":{"model":"x"}, "messages":[] }""";
        var bytes = new PooledBytes();
        Encoding.UTF8.GetBytes(Body).CopyTo(bytes.Free(Body.Length));
        bytes.Advance(Body.Length);
        var (request, _) = WireRequest.Scan("anthropic", bytes, AnthropicDialect.Governed, _ => (null, null));

        Assert.Equal(Body.Replace("house/claude", "claude-haiku-4-5", StringComparison.Ordinal), Joined(AnthropicForwarding.Pieces(CappedCall.Of(request!), (WireRequest)request!, "claude-haiku-4-5")));
        request!.Dispose();
    }

    [Theory]
    [InlineData("""{"model":"m","a":1}""", """{"anthropic_version":"v","a":1}""")]
    [InlineData("""{"a":1, "model":"m","stream":true}""", """{"anthropic_version":"v","a":1}""")]
    [InlineData("""{"a":1,"stream":true, "b":[{"model":2}] ,"model" : "m" }""", """{"anthropic_version":"v","a":1,"b":[{"model":2}]}""")]
    [InlineData("""{"model":"m","stream":false}""", """{"anthropic_version":"v"}""")]
    [InlineData("""{"stream":false,"anthropic_version":"w","model":"m"}""", """{"anthropic_version":"w"}""")]
    [InlineData(""" {} """, """ {"anthropic_version":"v"} """)]
    public void A_host_that_has_the_model_in_its_address_gets_a_version_instead(string body, string sent) =>
        Assert.Equal(sent, Joined(AnthropicForwarding.Hosted(Encoding.UTF8.GetBytes(body), "v", streamInAddress: true).Pieces()));

    [Fact]
    public void The_stream_stays_where_the_address_does_not_say_it() =>
        Assert.Equal(
            """{"anthropic_version":"v","stream":true}""",
            Joined(AnthropicForwarding.Hosted(Encoding.UTF8.GetBytes("""{"model":"m","stream":true}"""), "v", streamInAddress: false).Pieces()));

    private static string Joined(IEnumerable<ReadOnlyMemory<byte>> pieces) => string.Concat(pieces.Select(piece => Encoding.UTF8.GetString(piece.Span)));
}
