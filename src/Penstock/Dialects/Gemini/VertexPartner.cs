namespace Penstock.Dialects.Gemini;

/// <summary>
/// Who made a model that runs at Vertex. Each maker's models have bodies of their own: Anthropic's and Mistral's by <c>:rawPredict</c>, those of Meta
/// and of the others by an endpoint that speaks OpenAI's dialect. Source: cloud.google.com/vertex-ai/generative-ai/docs/partner-models/use-partner-models.
/// </summary>
/// <param name="Publisher">The maker, as in <c>publishers/{publisher}</c>.</param>
/// <param name="Model">The model's name below it.</param>
internal sealed record VertexPartner(string Publisher, string Model)
{
    /// <summary>Who makes Claude.</summary>
    public const string Anthropic = "anthropic";

    /// <summary>Who makes Mistral's models.</summary>
    public const string Mistral = "mistralai";

    private const string Publishers = "publishers/", Models = "/models/", Google = "google";

    // Open models that Vertex serves by one endpoint, each called "maker/model": docs/maas/use-open-models.
    private static readonly string[] s_open = ["meta", "deepseek-ai", "qwen", "openai", "moonshotai", "minimaxai", "zai-org"];

    /// <summary>Whether it is one of the open models that share an endpoint.</summary>
    public bool IsOpen => Publisher is not (Anthropic or Mistral);

    /// <summary>The maker of a model; null when it is Google's own, or nobody known.</summary>
    /// <param name="model">The model's name at the provider: <c>claude-…</c>, <c>anthropic/claude-…</c>, <c>publishers/anthropic/models/claude-…</c>.</param>
    public static VertexPartner? Of(string model)
    {
        if (model.StartsWith("claude", StringComparison.Ordinal))
        {
            return new VertexPartner(Anthropic, model);
        }

        if (model.StartsWith(Publishers, StringComparison.Ordinal) && model.IndexOf(Models, StringComparison.Ordinal) is > 0 and var at)
        {
            var publisher = model[Publishers.Length..at];
            return publisher == Google ? null : new VertexPartner(publisher, model[(at + Models.Length)..]);
        }

        var slash = model.IndexOf('/');
        return slash > 0 && model[..slash] is var maker && (maker is Anthropic or Mistral || s_open.Contains(maker)) ? new VertexPartner(maker, model[(slash + 1)..]) : null;
    }
}
