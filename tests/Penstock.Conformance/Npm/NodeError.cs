using System.Text.Json;

namespace Penstock.Conformance.Npm;

/// <summary>An exception of the SDK, by the name of its class.</summary>
internal sealed record NodeError(string Name, bool IsApiError, string Message, int? Status, JsonElement Code, JsonElement Type, string? RetryAfter);
