namespace Penstock.Domain.Calls;

/// <summary>The names capabilities have in configuration, answers, records and telemetry.</summary>
public static class CapabilityNames
{
    /// <summary>The name in configuration and in answers: <c>chat</c>, <c>completions</c>, <c>embeddings</c>, <c>predict</c>.</summary>
    public static string Name(this Capability capability) => capability switch
    {
        Capability.Chat => "chat",
        Capability.Completions => "completions",
        Capability.Embeddings => "embeddings",
        _ => "predict",
    };

    /// <summary>The value of <c>gen_ai.operation.name</c> (OpenTelemetry GenAI conventions 1.41).</summary>
    public static string OperationName(this Capability capability) => capability switch
    {
        Capability.Chat => "chat",
        Capability.Completions => "text_completion",
        Capability.Embeddings => "embeddings",
        _ => "predict",
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
