using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Governed;
using Penstock.Dialects.Json;
using Penstock.Dialects.Reranking;
using Penstock.Dialects.Responses;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenAi;

/// <summary>OpenAI's dialect towards providers.</summary>
internal sealed class OpenAiProvider : ProviderDialect
{
    /// <summary>The one there is.</summary>
    public static OpenAiProvider Instance { get; } = new();

    public override string Name => OpenAiDialect.Name;

    public override IReadOnlyList<Capability> Capabilities { get; } =
    [
        Capability.Chat, Capability.Completions, Capability.Embeddings, Capability.Rerank, Capability.Moderations, Capability.Images, Capability.Speech, Capability.Transcriptions,
    ];

    public override IReadOnlyList<string> Features { get; } =
    [
        Feature.ImageInput, Feature.ImageUrlInput, Feature.AudioInput, Feature.FileInput, Feature.StoredFileInput, Feature.Tools, Feature.HostedTools,
        Feature.FreeFormTools, Feature.StructuredOutput, Feature.JsonObjects, Feature.AudioOutput, Feature.SeveralChoices, Feature.LogProbabilities,
    ];

    public override IReadOnlyList<string> AnswerHeaders => OpenAiDialect.ForwardedToClient;

    public override InputCosts InputCosts(string model) => OpenAiDialect.InputCosts(model);

    public override (ProviderRequest? Request, CallError? Error) Request(Call call, Target target, ProviderTraits traits)
    {
        var request = call.State.Request!;
        if (traits.Responses && request.Dialect == ResponsesDialect.Name)
        {
            var (spoken, refused) = ResponsesProvider.Instance.Request(call, target, traits);
            return (spoken is null ? null : spoken with { AnsweredIn = ResponsesProvider.Instance }, refused);
        }

        if (MediaForwarding.Has(call.Head.Capability))
        {
            return MediaForwarding.Request(call, target, traits) is { } media ? (media, null) : (null, Unsupported.Operation(call, target, traits.Name));
        }

        if (OpenAiDialect.Path(call.Head.Capability) is not { } path)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        path = traits.Path(path, target.UpstreamModel);
        var accept = request.Stream ? "text/event-stream" : "application/json";
        if (request is WireRequest wire && wire.Dialect == Form(call, traits))
        {
            var dropped = new Losses();
            return (new ProviderRequest(path, OpenAiForwarding.Pieces(call, wire, target.UpstreamModel, traits, dropped, Cap(call.Head.Capability, traits)))
            {
                Accept = accept,
                Stream = wire.Stream,
                Forwarded = true,
                WithholdUsage = !wire.IncludeUsage && traits.IncludeUsage,
                Losses = dropped,
                Form = Form(call, traits),
            }, null);
        }

        var (input, error) = CappedInput.Read(call);
        if (error is not null)
        {
            return (null, error);
        }

        var body = new PooledBytes(request.Body.Length + 1024);
        call.Owns(body);
        using var writer = new Utf8JsonWriter(body, WireJson.WriterOptions);
        var losses = input switch
        {
            ChatInput chat => ChatRequestWriter.Write(writer, chat, new ChatRequestOptions(target.UpstreamModel, request.Stream, traits.IncludeUsage, traits.OlderMaxTokens)
            {
                Messages = new MessageForm(traits.ThinkingBlocks, traits.ToolCallIdLength),
            }),
            EmbeddingInput embedding => EmbeddingRequestWriter.Write(writer, embedding, target.UpstreamModel, traits),
            RerankInput rerank => RerankRequestCodec.Write(writer, rerank, target.UpstreamModel, traits.Rerank),
            _ => null,
        };
        if (losses is null)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        writer.Flush();
        var edits = new BodyEdits(body.Memory);
        MemberQuirks.Apply(body.Memory.Span, edits, traits, losses);
        return (new ProviderRequest(path, edits.Pieces()) { Accept = accept, Stream = request.Stream, Losses = losses, Form = Form(call, traits) }, null);
    }

    private static CapName? Cap(Capability capability, ProviderTraits traits) => capability switch
    {
        Capability.Chat => traits.OlderMaxTokens ? CapName.OlderChat : CapName.Chat,
        Capability.Completions => CapName.Plain,
        _ => null,
    };

    // Reranking has forms of its own beside the dialect.
    private static string Form(Call call, ProviderTraits traits) => call.Head.Capability == Capability.Rerank ? traits.Rerank : OpenAiDialect.Name;

    public override Answer? ReadAnswer(PooledBytes body, AnswerSource source)
    {
        if (MediaForwarding.Has(source.Call.Head.Capability) && !IsJson(source.ContentType))
        {
            // A sound, or a transcript as plain text or subtitles.
            return new WireAnswer(Name, body, source, default, _ => null);
        }

        if (!OpenAiTap.TryRead(body.Memory.Span, out var tap))
        {
            return null;
        }

        if (!tap.OddFinish.Equals(default))
        {
            var mended = new PooledBytes(body.Length + 16);
            mended.Write(OddFinish.Mend(body.Memory, ref tap).Span);
            body.Dispose();
            body = mended;
        }

        source.Call.State.Usage = tap.Usage;
        var form = source.Request.Form ?? Name;
        return new WireAnswer(form, body, source, tap.ModelValue, source.Call.Head.Capability switch
        {
            Capability.Chat => ChatAnswerReader.Read,
            Capability.Embeddings => EmbeddingAnswerReader.Read,
            Capability.Rerank => answer => RerankAnswerCodec.Read(answer, form),
            _ => _ => null,
        });
    }

    /// <inheritdoc/>
    public override bool IsStream(string? mediaType) =>
        base.IsStream(mediaType) || mediaType == "application/octet-stream" || mediaType?.StartsWith("audio/", StringComparison.Ordinal) == true;

    public override FrameStream ReadStream(Stream body, AnswerSource source) => MediaForwarding.Has(source.Call.Head.Capability) ? MediaForwarding.ReadStream(body, source) :
        new WireFrames(body, new SseReader(body, WireFrames.LongestEvent), Name, new OpenAiStreamTap(source.Request.WithholdUsage), source);

    public override CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int status) => OpenAiErrors.ReadFault(body, contentType, status);

    private static bool IsJson(string? contentType) => contentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true;
}
