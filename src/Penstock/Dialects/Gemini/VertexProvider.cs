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

    public override string Name => "vertex";

    public override (ProviderRequest? Request, CallError? Error) Request(Call call, Target target, ProviderTraits traits) =>
        target.UpstreamModel.StartsWith(Publishers, StringComparison.Ordinal) && !target.UpstreamModel.StartsWith(Publishers + "google/", StringComparison.Ordinal)
            ? (null, Partner(target))
            : base.Request(call, target, traits);

    protected override bool CountsPlainly => true;

    protected override bool Forwards(Capability capability) => capability != Capability.Embeddings;

    // Its embeddings' answers are another form.
    protected override string Speaks(AnswerSource source) => source.Call.Head.Capability == Capability.Embeddings ? Name : GeminiDialect.Name;

    protected override string Path(string model, string operation, ProviderTraits traits)
    {
        var action = operation == GeminiDialect.BatchEmbed ? "predict" : operation;
        return $"v1/{Place(model, traits)}:{action}";
    }

    protected override Losses WriteEmbeddings(Utf8JsonWriter writer, EmbeddingInput input, string model) => VertexEmbeddings.Write(writer, input);

    protected override EmbeddingOutput? ReadEmbeddings(ReadOnlyMemory<byte> body) => VertexEmbeddings.Read(body);

    // Their bodies are their makers' own (:rawPredict).
    private static CallError Partner(Target target) => new(
        ErrorKind.InvalidRequest, $"Vertex' partner models, such as '{ModelName.Shown(target.UpstreamModel)}', cannot be called yet: only Google's own.")
    {
        Param = "model",
        Code = "unsupported_capability",
    };

    // Tuned models are endpoints: "endpoints/123" stands in the place of publisher and model.
    private static string Place(string model, ProviderTraits traits)
    {
        var parent = traits.Project is { } project ? $"projects/{Uri.EscapeDataString(project)}/locations/{traits.Region ?? Global}/" : "";
        return model.StartsWith("endpoints/", StringComparison.Ordinal) || model.StartsWith(Publishers, StringComparison.Ordinal)
            ? parent + Escape(model)
            : $"{parent}publishers/google/models/{Escape(model)}";
    }
}
