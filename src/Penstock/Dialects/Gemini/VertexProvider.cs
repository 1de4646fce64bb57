using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// Vertex AI: Gemini's dialect under a project and a region, and embeddings by <c>:predict</c>. A key instead of a project is Vertex' express
/// mode: cloud.google.com/vertex-ai/generative-ai/docs/start/express-mode.
/// </summary>
internal sealed class VertexProvider : GeminiProvider
{
    private const string Global = "global";
    private const string Publishers = "publishers/";

    /// <summary>The one there is.</summary>
    public static new VertexProvider Instance { get; } = new();

    /// <summary>The dialect's name in configuration and records.</summary>
    public const string DialectName = "vertex";

    public override string Name => DialectName;

    public override InputCosts InputCosts(string model) => VertexPartner.Of(model) is { } partner ? VertexPartners.Dialect(partner).InputCosts(partner.Model) : base.InputCosts(model);

    public override (ProviderRequest? Request, CallError? Error) Request(Call call, Target target, ProviderTraits traits) =>
        VertexPartner.Of(target.UpstreamModel) is { } partner ? VertexPartners.Request(partner, Parent(traits), call, target, traits)
        : call.State.Request is WireRequest { Dialect: DialectName } wire && call.Head.Capability == Capability.Embeddings
            ? (new ProviderRequest(Path(target.UpstreamModel, GeminiDialect.BatchEmbed, traits), [wire.Body]) { Forwarded = true }, null)
        : base.Request(call, target, traits);

    /// <summary>Vertex tells the tokens of a vector beside it.</summary>
    public override Answer? ReadAnswer(PooledBytes body, AnswerSource source)
    {
        var answer = base.ReadAnswer(body, source);
        if (source.Call is { Head.Capability: Capability.Embeddings, State.Usage: null } && answer?.Output is EmbeddingOutput { Usage: { } used })
        {
            source.Call.State.Usage = used;
        }

        return answer;
    }

    public override string Native(string model) => VertexPartner.Of(model) is { } partner ? VertexPartners.Dialect(partner).Name : Name;

    /// <summary>A model's name in a path.</summary>
    public static string Escaped(string model) => Escape(model);

    protected override bool CountsPlainly => true;

    protected override bool Forwards(Capability capability) => capability != Capability.Embeddings;

    // Its embeddings' answers are another form.
    protected override string Speaks(AnswerSource source) => source.Call.Head.Capability == Capability.Embeddings ? Name : GeminiDialect.Name;

    protected override string Path(string model, string operation, ProviderTraits traits)
    {
        var action = operation == GeminiDialect.BatchEmbed ? GeminiDialect.Predict : operation;
        return $"v1/{Place(model, traits)}:{action}";
    }

    protected override Losses WriteEmbeddings(Utf8JsonWriter writer, EmbeddingInput input, string model) => VertexEmbeddings.Write(writer, input);

    protected override EmbeddingOutput? ReadEmbeddings(ReadOnlyMemory<byte> body) => VertexEmbeddings.Read(body);

    // Tuned models are endpoints: "endpoints/123" stands in the place of publisher and model.
    private static string Place(string model, ProviderTraits traits)
    {
        var parent = Parent(traits);
        return model.StartsWith("endpoints/", StringComparison.Ordinal) || model.StartsWith(Publishers, StringComparison.Ordinal)
            ? parent + Escape(model)
            : $"{parent}publishers/google/models/{Escape(model)}";
    }

    private static string Parent(ProviderTraits traits) =>
        traits.Project is { } project ? $"projects/{Uri.EscapeDataString(project)}/locations/{traits.Region ?? Global}/" : "";
}
