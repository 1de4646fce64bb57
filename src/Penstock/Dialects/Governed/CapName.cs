namespace Penstock.Dialects.Governed;

/// <summary>What a provider calls the most tokens of an answer.</summary>
/// <param name="Name">The name that is put in where there is none.</param>
/// <param name="Config">The object it stands in; null for the body itself.</param>
/// <param name="Also">Another name that the provider heeds as well; null for none.</param>
/// <param name="Renamed">A name that it does not know, and that becomes <paramref name="Name"/>; null for none.</param>
internal sealed record CapName(string Name, string? Config = null, string? Also = null, string? Renamed = null)
{
    /// <summary>OpenAI's chat completions.</summary>
    public static readonly CapName Chat = new("max_completion_tokens", Also: "max_tokens");

    /// <summary>Chat completions of servers that know only the older name.</summary>
    public static readonly CapName OlderChat = new("max_tokens", Renamed: "max_completion_tokens");

    /// <summary>Anthropic's messages, Cohere's chat, the older completions.</summary>
    public static readonly CapName Plain = new("max_tokens");

    /// <summary>OpenAI's responses.</summary>
    public static readonly CapName Responses = new("max_output_tokens");

    /// <summary>Gemini's contents.</summary>
    public static readonly CapName Gemini = new("maxOutputTokens", "generationConfig", "max_output_tokens");

    /// <summary>Bedrock's converse, and Amazon's Nova by invoke.</summary>
    public static readonly CapName Converse = new("maxTokens", "inferenceConfig", "max_new_tokens");

    /// <summary>Amazon's Titan.</summary>
    public static readonly CapName Titan = new("maxTokenCount", "textGenerationConfig");

    /// <summary>Meta's Llama at Bedrock.</summary>
    public static readonly CapName Llama = new("max_gen_len");

    /// <summary>AI21's Jurassic.</summary>
    public static readonly CapName Jurassic = new("maxTokens");

    /// <summary>Anthropic's older text completions.</summary>
    public static readonly CapName OlderClaude = new("max_tokens_to_sample");
}
