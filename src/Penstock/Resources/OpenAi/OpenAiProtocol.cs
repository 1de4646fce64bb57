using System.Buffers;
using System.Text.Json;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.OpenAi;

/// <summary>OpenAI's dialect towards clients.</summary>
internal sealed class OpenAiProtocol : CallProtocol
{
    public override string Dialect => OpenAiDialect.Name;

    public override ErrorFormat Errors => OpenAiErrorFormat.Instance;

    public override IReadOnlyList<string> ForwardedHeaders => OpenAiDialect.ForwardedToProvider;

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) => WireRequest.Scan(Dialect, body, OpenAiDialect.Governed, capability switch
    {
        Capability.Chat => ReadChat,
        Capability.Embeddings => ReadEmbeddings,
        _ => static body => (new OpaqueInput(body), null),
    });

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        using var writer = new Utf8JsonWriter(into, JsonText.Options);
        switch (output)
        {
            case ChatOutput chat:
                call.State.AnswerDropped = ChatAnswerWriter.Write(writer, chat, Head(call)).Names;
                break;
            case EmbeddingOutput embeddings:
                var (asked, _) = call.State.Request!.ReadInput(call.State.Model!);
                EmbeddingAnswerWriter.Write(writer, embeddings, call.State.Model!.Id, asked is EmbeddingInput input ? input.Encoding ?? default : default);
                break;
            default:
                throw new InvalidOperationException($"OpenAI's dialect has no form for {output.GetType().Name}.");
        }

        return "application/json";
    }

    public override ReadOnlyMemory<byte> Heartbeat => Comment;

    public override FrameEncoder Encoder(Call call) => new OpenAiFrameEncoder(call);

    private static (CallInput?, CallError?) ReadChat(ReadOnlyMemory<byte> body) => ChatRequestReader.Read(body);

    private static (CallInput?, CallError?) ReadEmbeddings(ReadOnlyMemory<byte> body) => EmbeddingRequestReader.Read(body);

    /// <summary>What every answer begins with that no provider of this dialect gave.</summary>
    public static AnswerHead Head(Call call) => new(call.Id, call.State.Model!.Id, call.StartedAt);

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        into.Write("data: "u8);
        Errors.Write(error, call.Id, into);
        into.Write("\n\n"u8);
    }
}
