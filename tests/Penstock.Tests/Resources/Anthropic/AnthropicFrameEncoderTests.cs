using System.Buffers;
using System.Text;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Penstock.Resources.Anthropic;
using Penstock.Tests.Resources.Calls;
using Xunit;

namespace Penstock.Tests.Resources.Anthropic;

public sealed class AnthropicFrameEncoderTests
{
    private const string Ping = "event: ping\ndata: {\"type\":\"ping\"}\n\n";

    [Fact]
    public void A_provider_s_sign_of_life_is_a_ping()
    {
        using var call = FrameWriterTests.Call();
        using var encoder = new AnthropicFrameEncoder(call);
        var frame = new WireFrame("openai", new OpenAiStreamTap(withholdUsage: false));
        frame.Take(new WireEvent(": OPENROUTER PROCESSING\n\n"u8.ToArray(), default, -1));
        var output = new ArrayBufferWriter<byte>();

        encoder.Write(frame, output);

        Assert.Equal(Ping, Encoding.UTF8.GetString(output.WrittenSpan));
        Assert.Equal(Ping, Encoding.UTF8.GetString(new AnthropicProtocol().Heartbeat.Span));
    }

    [Fact]
    public void What_the_answer_loses_is_noted_when_it_ends()
    {
        using var call = FrameWriterTests.Call();
        using var encoder = new AnthropicFrameEncoder(call);
        var output = new ArrayBufferWriter<byte>();

        encoder.Write(new ChunkFrame(new StartChunk(), new LogProbsChunk(new LogProbs())), output);
        encoder.Write(ChunkFrame.Terminal(), output);

        Assert.Equal(["logprobs"], call.State.AnswerDropped);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", Encoding.UTF8.GetString(output.WrittenSpan));
    }
}
