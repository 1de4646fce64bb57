namespace Penstock.Dialects.Anthropic;

/// <summary>What an error body of this dialect says.</summary>
/// <param name="Message">The message; empty when there is none.</param>
/// <param name="Type">The type; null when there is none.</param>
/// <param name="Code">The more exact code; null when there is none.</param>
internal sealed record AnthropicError(string Message, string? Type, string? Code);
