using System.Text.Json;

namespace Penstock.Conformance.Npm;

/// <summary>What came of a call of <c>anthropic.mjs</c>.</summary>
/// <param name="Value">What the SDK returned.</param>
/// <param name="Events">What it gave before it returned or raised.</param>
/// <param name="Error">What it raised.</param>
internal sealed record AnthropicResult(JsonElement Value, IReadOnlyList<JsonElement> Events, AnthropicSdkError? Error);
