using System.Buffers;
using System.Text.Json;
using Penstock.Dialects;
using Penstock.Dialects.Cohere;
using Penstock.Dialects.Reranking;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Cohere;

/// <summary>Cohere's dialect towards clients.</summary>
internal sealed class CohereProtocol : CallProtocol
{
    public override string Dialect => CohereDialect.Name;

    public override ErrorFormat Errors => CohereErrorFormat.Instance;

    public override IReadOnlyList<string> ForwardedHeaders => CohereDialect.ForwardedToProvider;

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) => WireRequest.Scan(Dialect, body, CohereDialect.Governed, capability switch
    {
        Capability.Chat => ReadChat,
        Capability.Embeddings => ReadEmbeddings,
        _ => ReadRerank,
    });

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        using var writer = new Utf8JsonWriter(into, JsonText.Options);
        var losses = output switch
        {
            ChatOutput chat => ChatAnswerWriter.Write(writer, chat, call.Id),
            EmbeddingOutput embeddings => EmbedAnswerCodec.Write(writer, embeddings, call.State.Request!.ReadInput(call.State.Model!).Input as EmbeddingInput, call.Id),
            RerankOutput order => RerankAnswerCodec.WriteCohere(writer, order, call.Id),
            _ => throw new InvalidOperationException($"Cohere's dialect has no form for {output.GetType().Name}."),
        };
        call.State.AnswerDropped = losses.Names;
        return "application/json";
    }

    public override FrameEncoder Encoder(Call call) => new CohereFrameEncoder(call);

    // DIALECT: a stream that fails at Cohere ends with this event; the broken connection makes the SDKs raise.
    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        into.Write("event: message-end\ndata: "u8);
        using (var writer = new Utf8JsonWriter(into, JsonText.Options))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "message-end");
            writer.WriteString("id", call.Id);
            writer.WriteStartObject("delta");
            writer.WriteString("error", error.Message);
            writer.WriteString("finish_reason", error.Kind == ErrorKind.ProviderTimeout ? "TIMEOUT" : "ERROR");
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        into.Write("\n\n"u8);
    }

    private static (CallInput?, CallError?) ReadChat(ReadOnlyMemory<byte> body) => ChatRequestReader.Read(body);

    private static (CallInput?, CallError?) ReadEmbeddings(ReadOnlyMemory<byte> body) => EmbedRequestCodec.Read(body);

    private static (CallInput?, CallError?) ReadRerank(ReadOnlyMemory<byte> body) => RerankRequestCodec.Read(body, CohereDialect.Name);
}
