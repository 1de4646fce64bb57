using Penstock.Dialects.Governed;

namespace Penstock.Dialects.Bedrock;

/// <summary>Who made a model, by its id, since some options have another name in each family. An id may have a region or an inference profile's ARN in front.</summary>
internal static class ModelFamily
{
    /// <summary>Whether it is Anthropic's.</summary>
    public static bool IsAnthropic(string model) => model.Contains("anthropic.", StringComparison.Ordinal);

    /// <summary>Whether it is of Amazon's Nova family.</summary>
    public static bool IsNova(string model) => model.Contains("amazon.nova", StringComparison.Ordinal);

    /// <summary>Whether it is one of OpenAI's open ones.</summary>
    public static bool IsOpenAi(string model) => model.Contains("openai.", StringComparison.Ordinal);

    /// <summary>Whether it is Cohere's for conversations.</summary>
    public static bool IsCohere(string model) => model.Contains("cohere.command", StringComparison.Ordinal);

    /// <summary>
    /// What a model calls the most tokens of an answer in its own body. Source: Amazon Bedrock's user guide, "Inference request parameters and response
    /// fields for foundation models".
    /// </summary>
    /// <param name="model">The model's id, or an ARN that says nothing.</param>
    /// <param name="body">The body, which then says it by itself.</param>
    public static CapName Cap(string model, in GovernedBody body) =>
        IsNova(model) ? CapName.Converse
        : model.Contains("amazon.titan", StringComparison.Ordinal) ? CapName.Titan
        : model.Contains("meta.llama", StringComparison.Ordinal) ? CapName.Llama
        : model.Contains("ai21.j2", StringComparison.Ordinal) ? CapName.Jurassic
        : IsOpenAi(model) ? CapName.Chat
        : body.CapCount > 0 && (IsAnthropic(model) ? body.Caps[0].Name == CapName.OlderClaude.Name : model.Contains("arn:", StringComparison.Ordinal))
            ? new CapName(body.Caps[0].Name)
        : CapName.Plain;

    /// <summary>Whether it is one of Amazon's or Cohere's that turn texts into vectors.</summary>
    public static bool Embeds(string model) => IsTitanEmbedding(model) || IsCohereEmbedding(model);

    /// <summary>Whether it is Amazon's that turns a text into a vector.</summary>
    public static bool IsTitanEmbedding(string model) => model.Contains("amazon.titan-embed", StringComparison.Ordinal);

    /// <summary>Whether it is Cohere's that turns texts into vectors.</summary>
    public static bool IsCohereEmbedding(string model) => model.Contains("cohere.embed", StringComparison.Ordinal);
}
