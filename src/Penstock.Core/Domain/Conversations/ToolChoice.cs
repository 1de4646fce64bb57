namespace Penstock.Domain.Conversations;

/// <summary>Whether the model may, must or must not use tools: one of the cases in this file.</summary>
public abstract record ToolChoice
{
    private protected ToolChoice()
    {
    }

    /// <summary>The model decides.</summary>
    public static ToolChoice Auto { get; } = new AutoToolChoice();

    /// <summary>No tool may be used.</summary>
    public static ToolChoice None { get; } = new NoToolChoice();

    /// <summary>Some tool must be used.</summary>
    public static ToolChoice Required { get; } = new RequiredToolChoice();
}

/// <summary>The model decides.</summary>
public sealed record AutoToolChoice : ToolChoice;

/// <summary>No tool may be used.</summary>
public sealed record NoToolChoice : ToolChoice;

/// <summary>Some tool must be used.</summary>
public sealed record RequiredToolChoice : ToolChoice;

/// <summary>This function must be used.</summary>
/// <param name="Name">The function's name.</param>
public sealed record NamedToolChoice(string Name) : ToolChoice;

/// <summary>A choice that has no canonical form.</summary>
/// <param name="Dialect">The wire format it is of; no other can carry it.</param>
/// <param name="Json">The whole choice as JSON text.</param>
public sealed record OtherToolChoice(string Dialect, string Json) : ToolChoice;
