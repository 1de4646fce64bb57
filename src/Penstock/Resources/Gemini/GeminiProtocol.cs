using System.Buffers;
using System.Text.Json;
using Penstock.Dialects;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Gemini;

/// <summary>Gemini's dialect towards clients. The address says whether the answer is a stream, and its <c>alt</c> in which form.</summary>
/// <param name="streams">Whether the answer is a stream.</param>
/// <param name="array">Whether a stream is one JSON array, not events.</param>
internal sealed class GeminiProtocol(bool streams, bool array = false) : CallProtocol
{
    public override string Dialect => GeminiDialect.Name;

    public override ErrorFormat Errors => GeminiErrorFormat.Instance;

    public override IReadOnlyList<string> ForwardedHeaders => GeminiDialect.ForwardedToProvider;

    public override string StreamContentType => array ? "application/json; charset=UTF-8" : "text/event-stream";

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) => WireRequest.Scan(
        Dialect,
        body,
        GeminiDialect.Governed,
        capability switch
        {
            Capability.Embeddings => GeminiEmbeddingReader.Read,
            Capability.CountTokens => GeminiRequestReader.ReadCounted,
            _ => GeminiRequestReader.Read,
        },
        streams);

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        using var writer = new Utf8JsonWriter(into, JsonText.Options);
        switch (output)
        {
            case ChatOutput chat:
                call.State.AnswerDropped = GeminiAnswerWriter.Write(writer, chat, call.State.Model!.Id, call.Id).Names;
                break;
            case EmbeddingOutput embeddings:
                call.State.AnswerDropped = GeminiEmbeddingWriter.WriteAnswer(writer, embeddings, call.Head.Operation == GeminiDialect.Embed).Names;
                break;
            case TokenCountOutput count:
                GeminiTokenCount.Write(writer, count);
                break;
            default:
                throw new InvalidOperationException($"Gemini's dialect has no form for {output.GetType().Name}.");
        }

        return "application/json; charset=UTF-8";
    }

    public override FrameEncoder Encoder(Call call) => new GeminiFrameEncoder(call, array);

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        // An array that broke off is never closed.
        into.Write(!array ? "data: "u8 : call.State.ResponseBytes > 0 ? ",\r\n"u8 : "["u8);
        Errors.Write(error, call.Id, into);
        into.Write(array ? "\r\n"u8 : "\r\n\r\n"u8);
    }
}
