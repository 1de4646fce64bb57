using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Governed;
using Penstock.Dialects.Json;
using Penstock.Dialects.Reranking;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Cohere;

/// <summary>Cohere's dialect towards providers.</summary>
internal sealed class CohereProvider : ProviderDialect
{
    private static readonly InputCosts s_costs = new() { Request = 2048, Tools = 2048, Image = 13 * 256 };

    /// <summary>The one there is.</summary>
    public static CohereProvider Instance { get; } = new();

    public override string Name => CohereDialect.Name;

    public override IReadOnlyList<Capability> Capabilities { get; } = [Capability.Chat, Capability.Embeddings, Capability.Rerank];

    public override IReadOnlyList<string> Features { get; } = [Feature.ImageInput, Feature.ImageUrlInput, Feature.Tools, Feature.StructuredOutput, Feature.LogProbabilities];

    public override IReadOnlyList<string> AnswerHeaders => CohereDialect.ForwardedToClient;

    // The template of Command R and A is long, and longer with tools: huggingface.co/CohereLabs, tokenizer_config.json. A picture is at most 12 tiles of 256 and
    // one of the whole: docs.cohere.com/docs/image-inputs.
    public override InputCosts InputCosts(string model) => s_costs;

    public override (ProviderRequest? Request, CallError? Error) Request(Call call, Target target, ProviderTraits traits)
    {
        var request = call.State.Request!;
        if (CohereDialect.Path(call.Head.Capability) is not { } path)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        var accept = request.Stream ? "text/event-stream" : "application/json";
        if (request is WireRequest { Dialect: CohereDialect.Name } wire)
        {
            var edits = new BodyEdits(wire.Body);
            edits.PutModel(wire.Governed, target.UpstreamModel);
            CapEdits.Apply(edits, call, wire.Governed, CapName.Plain);
            return (new ProviderRequest(path, edits.Pieces()) { Accept = accept, Stream = wire.Stream, Forwarded = true }, null);
        }

        var (input, error) = CappedInput.Read(call);
        if (error is not null)
        {
            return (null, error);
        }

        var body = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(body, WireJson.WriterOptions);
        var losses = input switch
        {
            ChatInput chat => ChatRequestWriter.Write(writer, chat, target.UpstreamModel, request.Stream),
            EmbeddingInput embedding => EmbedRequestCodec.Write(writer, embedding, target.UpstreamModel),
            RerankInput rerank => RerankRequestCodec.Write(writer, rerank, target.UpstreamModel, Name),
            _ => null,
        };
        if (losses is null)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        writer.Flush();
        return (new ProviderRequest(path, [body.WrittenMemory]) { Accept = accept, Stream = request.Stream, Losses = losses }, null);
    }

    public override Answer? ReadAnswer(PooledBytes body, AnswerSource source)
    {
        if (!CohereTap.TryRead(body.Memory.Span, out var usage))
        {
            return null;
        }

        source.Call.State.Usage = usage;
        return new WireAnswer(Name, body, source, default, source.Call.Head.Capability switch
        {
            Capability.Chat => ChatAnswerReader.Read,
            Capability.Embeddings => EmbedAnswerCodec.Read,
            _ => static body => RerankAnswerCodec.Read(body, CohereDialect.Name),
        });
    }

    public override FrameStream ReadStream(Stream body, AnswerSource source) =>
        new WireFrames(body, new SseReader(body, WireFrames.LongestEvent), Name, new CohereStreamTap(), source);

    public override CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int status) => CohereErrors.ReadFault(body, contentType, status);
}
