namespace Penstock.Domain.Calls;

/// <summary>One thing wrong with an input.</summary>
/// <param name="Path">Where: member names and indices joined by dots, for example <c>inputs.0.sepal_length</c>; empty for the whole body.</param>
/// <param name="Code">What, for machines: pydantic's error type, for example <c>missing</c> or <c>float_parsing</c>.</param>
/// <param name="Message">What, for people.</param>
/// <param name="Received">The value received as JSON text, shortened; null when there was none.</param>
public sealed record InputMistake(string Path, string Code, string Message, string? Received = null)
{
    /// <summary>The path step by step; empty where only its text is known.</summary>
    public IReadOnlyList<PathStep> Steps { get; init; } = [];

    /// <summary>The value received as JSON, not shortened, for what is missing the object that should have it; null when nobody asked
    /// for it, or it was too long.</summary>
    public string? Input { get; init; }

    /// <summary>What the message was made of, as a JSON object: <c>{"ge":0}</c>; null when that is nothing.</summary>
    public string? Context { get; init; }
}
