using System.Buffers;
using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;
using Penstock.Resources.OpenAi;
using Xunit;

namespace Penstock.Tests.Resources.Calls;

public sealed class AnswerBodyTests
{
    [Theory]
    [InlineData("""{"id":1, "model" : "up", "x":[1.0]} """, """{"id":1, "model" : "house/chat:1", "x":[1.0]} """)]
    [InlineData("""{"model":"a-much-longer-name-than-the-public-one"}""", """{"model":"house/chat:1"}""")]
    [InlineData("""{"object":"list"}""", """{"object":"list"}""")]
    public void Puts_only_the_public_name_into_a_provider_s_bytes(string raw, string written)
    {
        var bytes = new PooledBytes();
        bytes.Write(Encoding.UTF8.GetBytes(raw));
        using var call = FrameWriterTests.Call();
        using var answer = OpenAiProvider.Instance.ReadAnswer(bytes, new AnswerSource(call, new ProviderRequest("", []), "application/json; charset=utf-8", []))!;
        using var body = new AnswerBody(call, new OpenAiProtocol(), answer);

        Assert.Equal((written, "application/json; charset=utf-8"), (Write(body), body.ContentType));
    }

    [Fact]
    public void Encodes_an_answer_that_has_no_bytes_and_knows_its_length()
    {
        using var call = FrameWriterTests.Call();
        using var body = new AnswerBody(call, new OpenAiProtocol(), new OutputAnswer(new ChatOutput([])));

        var written = Write(body);
        Assert.Contains("\"model\":\"house/chat:1\"", written, StringComparison.Ordinal);
        Assert.Contains("\"object\":\"chat.completion\"", written, StringComparison.Ordinal);
        Assert.Equal("application/json", body.ContentType);
    }

    private static string Write(AnswerBody body)
    {
        var into = new ArrayBufferWriter<byte>();
        body.Write(into);
        Assert.Equal(into.WrittenCount, body.Length);
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }
}
