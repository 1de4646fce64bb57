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

    /// <summary>Whether it is one of Amazon's or Cohere's that turn texts into vectors.</summary>
    public static bool Embeds(string model) => IsTitanEmbedding(model) || IsCohereEmbedding(model);

    /// <summary>Whether it is Amazon's that turns a text into a vector.</summary>
    public static bool IsTitanEmbedding(string model) => model.Contains("amazon.titan-embed", StringComparison.Ordinal);

    /// <summary>Whether it is Cohere's that turns texts into vectors.</summary>
    public static bool IsCohereEmbedding(string model) => model.Contains("cohere.embed", StringComparison.Ordinal);
}
