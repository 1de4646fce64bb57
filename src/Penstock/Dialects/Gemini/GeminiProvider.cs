using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Gemini;

/// <summary>Gemini's dialect towards providers: the Gemini API. Vertex differs in its addresses and in embeddings.</summary>
internal class GeminiProvider : ProviderDialect
{
    private const string Events = "text/event-stream", Json = "application/json";

    // Frames in the other form than the one the client asked for are encoded anew.
    private const string OtherForm = GeminiDialect.Name + "/other-form";

    private static readonly InputCosts s_costs = new() { Image = 17 * 258 };

    /// <summary>The one there is.</summary>
    public static GeminiProvider Instance { get; } = new();

    public override string Name => GeminiDialect.Name;

    public override IReadOnlyList<Capability> Capabilities { get; } = [Capability.Chat, Capability.CountTokens, Capability.Embeddings];

    public override IReadOnlyList<string> Features { get; } =
    [
        Feature.ImageInput, Feature.ImageUrlInput, Feature.AudioInput, Feature.FileInput, Feature.FileUrlInput, Feature.StoredFileInput, Feature.VideoInput,
        Feature.Tools, Feature.HostedTools, Feature.StructuredOutput, Feature.JsonObjects, Feature.SeveralChoices, Feature.LogProbabilities,
    ];

    public override string? KeyHeader => "x-goog-api-key";

    public override IReadOnlyList<string> AnswerHeaders => GeminiDialect.ForwardedToClient;

    /// <summary>Whether what is to be counted stands in the request itself.</summary>
    protected virtual bool CountsPlainly => false;

    public override bool IsStream(string? mediaType) => mediaType is Events or Json;

    // A picture of 3072² at most is 16 tiles of 258 and one of the whole: ai.google.dev/gemini-api/docs/tokens, "Multimodal tokens".
    public override InputCosts InputCosts(string model) => s_costs;

    public override (ProviderRequest? Request, CallError? Error) Request(Call call, Target target, ProviderTraits traits)
    {
        var request = call.State.Request!;
        var accept = request.Stream ? Events : Json;
        if (request is WireRequest { Dialect: GeminiDialect.Name } wire && Forwards(call.Head.Capability))
        {
            var asked = call.Head.Operation ?? GeminiDialect.Operation(call.Head.Capability, request.Stream)!;
            return (new ProviderRequest(Path(target.UpstreamModel, asked, traits), GeminiForwarding.Pieces(call, wire, target.UpstreamModel, call.Head.Capability != Capability.Chat))
            {
                Accept = asked == GeminiDialect.StreamArray ? Json : accept,
                Stream = request.Stream,
                Forwarded = true,
            }, null);
        }

        if (GeminiDialect.Operation(call.Head.Capability, request.Stream) is not { } operation)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        var (input, error) = CappedInput.Read(call);
        if (error is not null)
        {
            return (null, error);
        }

        var body = new PooledBytes(request.Body.Length + 1024);
        call.Owns(body);
        using var writer = new Utf8JsonWriter(body, WireJson.WriterOptions);
        if (Write(writer, input!, target.UpstreamModel, call.Head.Capability) is not { } losses)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        writer.Flush();
        return (new ProviderRequest(Path(target.UpstreamModel, operation, traits), [body.Memory]) { Accept = accept, Stream = request.Stream, Losses = losses }, null);
    }

    public override Answer? ReadAnswer(PooledBytes body, AnswerSource source)
    {
        if (!GeminiTap.TryRead(body.Memory.Span, out var tap))
        {
            return null;
        }

        if (tap.Usage is { } usage)
        {
            source.Call.State.Usage = usage;
        }

        return new WireAnswer(Speaks(source), body, source, tap.ModelValue, source.Call.Head.Capability switch
        {
            Capability.Chat => GeminiAnswerReader.Read,
            Capability.CountTokens => GeminiTokenCount.Read,
            Capability.Embeddings => ReadEmbeddings,
            _ => _ => null,
        });
    }

    public override FrameStream ReadStream(Stream body, AnswerSource source)
    {
        var array = source.ContentType?.StartsWith(Events, StringComparison.OrdinalIgnoreCase) != true;
        var asked = !source.Request.Path.EndsWith("alt=sse", StringComparison.Ordinal);
        var crosses = source.Request.Forwarded && array == asked;
        return new WireFrames(
            body,
            array ? new JsonArrayReader(body, WireFrames.LongestEvent) : new SseReader(body, WireFrames.LongestEvent),
            source.Request.Forwarded && !crosses ? OtherForm : GeminiDialect.Name,
            new GeminiStreamTap(array),
            crosses ? source : source with { ContentType = null });
    }

    public override CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int status) => GeminiErrors.ReadFault(body, contentType, status);

    /// <summary>Whether a body of this dialect goes on as it is.</summary>
    protected virtual bool Forwards(Capability capability) => true;

    /// <summary>The dialect of an answer's bytes.</summary>
    protected virtual string Speaks(AnswerSource source) => GeminiDialect.Name;

    /// <summary>The path of an operation.</summary>
    protected virtual string Path(string model, string operation, ProviderTraits traits) => $"v1beta/models/{Escape(model)}:{operation}";

    /// <summary>Writes an embeddings request.</summary>
    protected virtual Losses WriteEmbeddings(Utf8JsonWriter writer, EmbeddingInput input, string model) => GeminiEmbeddingWriter.Write(writer, input, model);

    /// <summary>Reads an embeddings answer.</summary>
    protected virtual EmbeddingOutput? ReadEmbeddings(ReadOnlyMemory<byte> body) => GeminiEmbeddingReader.ReadAnswer(body);

    /// <summary>A model's name in a path; the slashes of tuned models stay.</summary>
    protected static string Escape(string model) => Uri.EscapeDataString(model).Replace("%2F", "/", StringComparison.Ordinal).Replace("%40", "@", StringComparison.Ordinal);

    private Losses? Write(Utf8JsonWriter writer, CallInput input, string model, Capability capability) => input switch
    {
        ChatInput counted when capability == Capability.CountTokens => GeminiRequestWriter.WriteCounted(writer, counted, model, CountsPlainly),
        ChatInput chat => GeminiRequestWriter.Write(writer, chat, model),
        EmbeddingInput embedding => WriteEmbeddings(writer, embedding, model),
        _ => null,
    };
}
