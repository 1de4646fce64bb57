using System.Buffers;
using System.Text.Json;
using Penstock.Dialects;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Anthropic;

/// <summary>Anthropic's dialect towards clients.</summary>
internal sealed class AnthropicProtocol : CallProtocol
{
    public override string Dialect => AnthropicDialect.Name;

    public override ErrorFormat Errors => AnthropicErrorFormat.Instance;

    public override IReadOnlyList<string> ForwardedHeaders => AnthropicDialect.ForwardedToProvider;

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) =>
        capability == Capability.CountTokens
            ? WireRequest.Scan(Dialect, body, AnthropicDialect.Governed, ReadCount, streams: false)
            : WireRequest.Scan(Dialect, body, AnthropicDialect.Governed, Read);

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        using var writer = new Utf8JsonWriter(into, JsonText.Options);
        switch (output)
        {
            case ChatOutput chat:
                call.State.AnswerDropped = MessageWriter.Write(writer, chat, call.Id, call.State.Model!.Id).Names;
                break;
            case TokenCountOutput count:
                MessageWriter.WriteCount(writer, count);
                break;
            default:
                throw new InvalidOperationException($"Anthropic's dialect has no form for {output.GetType().Name}.");
        }

        return "application/json";
    }

    public override ReadOnlyMemory<byte> Heartbeat => MessageEventWriter.Ping;

    public override FrameEncoder Encoder(Call call) => new AnthropicFrameEncoder(call);

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        into.Write("event: error\ndata: "u8);
        using (var writer = new Utf8JsonWriter(into, JsonText.Options))
        {
            AnthropicErrorBody.Write(writer, Errors.Adapt(error), call.Id);
        }

        into.Write("\n\n"u8);
    }

    private static (CallInput?, CallError?) Read(ReadOnlyMemory<byte> body) => MessagesRequestReader.Read(body);

    private static (CallInput?, CallError?) ReadCount(ReadOnlyMemory<byte> body) => MessagesRequestReader.ReadCount(body);
}
