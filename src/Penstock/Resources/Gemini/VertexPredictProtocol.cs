using System.Buffers;
using System.Text.Json;
using Penstock.Dialects;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Gemini;

/// <summary>Vertex' <c>:predict</c> towards clients, as its models that turn texts into vectors have it: <c>instances</c> in, <c>predictions</c> out.</summary>
internal sealed class VertexPredictProtocol : CallProtocol
{
    /// <summary>The one there is.</summary>
    public static VertexPredictProtocol Instance { get; } = new();

    public override string Dialect => VertexProvider.DialectName;

    public override ErrorFormat Errors => GeminiErrorFormat.Instance;

    public override IReadOnlyList<string> ForwardedHeaders => GeminiDialect.ForwardedToProvider;

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) =>
        WireRequest.Scan(Dialect, body, VertexEmbeddings.Governed, VertexEmbeddings.ReadRequest, streams: false);

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        using var writer = new Utf8JsonWriter(into, JsonText.Options);
        call.State.AnswerDropped = output is EmbeddingOutput embeddings
            ? VertexEmbeddings.WriteAnswer(writer, embeddings).Names
            : throw new InvalidOperationException($"A predict call has no form for {output.GetType().Name}.");
        return "application/json; charset=UTF-8";
    }

    public override FrameEncoder Encoder(Call call) => throw new InvalidOperationException("A predict call has no stream.");

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into) => throw new InvalidOperationException("A predict call has no stream.");
}
