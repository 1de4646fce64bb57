namespace Penstock.Dialects.OpenAi;

/// <summary>What an error body of this dialect says.</summary>
/// <param name="Message">The message; empty when there is none.</param>
/// <param name="Type">The type; null when there is none.</param>
/// <param name="Param">The member at fault; null when there is none.</param>
/// <param name="Code">The code, a number as its digits; null when there is none.</param>
internal sealed record WireError(string Message, string? Type, string? Param, string? Code);
