namespace Penstock.Domain.Calls;

/// <summary>The names capabilities have in configuration, answers, records and telemetry.</summary>
public static class CapabilityNames
{
    /// <summary>The name in configuration and in answers: <c>chat</c>, <c>embeddings</c>, <c>count_tokens</c>, ….</summary>
    public static string Name(this Capability capability) => capability switch
    {
        Capability.Chat => "chat",
        Capability.Completions => "completions",
        Capability.Embeddings => "embeddings",
        Capability.Rerank => "rerank",
        Capability.CountTokens => "count_tokens",
        Capability.Moderations => "moderations",
        Capability.Images => "images",
        Capability.Speech => "speech",
        Capability.Transcriptions => "transcriptions",
        _ => "predict",
    };

    /// <summary>The value of <c>gen_ai.operation.name</c> (OpenTelemetry GenAI conventions 1.41).</summary>
    public static string OperationName(this Capability capability) => capability switch
    {
        Capability.Chat => "chat",
        Capability.Completions => "text_completion",
        _ => capability.Name(),
    };

    /// <summary>Reads a name of <see cref="Name"/>; false when it is none.</summary>
    public static bool TryParse(string name, out Capability capability)
    {
        foreach (var candidate in Enum.GetValues<Capability>())
        {
            if (candidate.Name() == name)
            {
                capability = candidate;
                return true;
            }
        }

        capability = default;
        return false;
    }
}
