namespace Penstock.Domain.Conversations;

/// <summary>Something the model may ask for: one of the cases in this file.</summary>
public abstract record Tool
{
    private protected Tool()
    {
    }
}

/// <summary>A function the caller runs.</summary>
/// <param name="Name">Its name.</param>
public sealed record FunctionTool(string Name) : Tool
{
    /// <summary>What it does and when to use it; null when not said.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON schema of its arguments as JSON text; null when it takes none.</summary>
    public string? Parameters { get; init; }

    /// <summary>Whether the arguments must fit the schema exactly; null when not said.</summary>
    public bool? Strict { get; init; }

    /// <summary>A mark for the provider's prompt cache behind this tool; null for none.</summary>
    public CacheMark? Cache { get; init; }

    /// <summary>Members of the wire that have no canonical form.</summary>
    public Extensions Extensions { get; init; } = Extensions.None;
}

/// <summary>A tool that has no canonical form: one the provider runs itself, or of a kind only its dialect has.</summary>
/// <param name="Dialect">The wire format it is of; no other can carry it.</param>
/// <param name="Type">What the dialect calls it.</param>
/// <param name="Json">The whole declaration as JSON text.</param>
public sealed record OtherTool(string Dialect, string Type, string Json) : Tool;
