namespace Penstock.Conformance.Npm;

/// <summary>An exception of Anthropic's SDK, by the name of its class.</summary>
internal sealed record AnthropicSdkError(string Name, bool IsApiError, string Message, int? Status, string? Type, string? RetryAfter);
