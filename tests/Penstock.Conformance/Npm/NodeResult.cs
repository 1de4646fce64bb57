using System.Text.Json;

namespace Penstock.Conformance.Npm;

/// <summary>What came of a call.</summary>
/// <param name="Value">What the SDK returned.</param>
/// <param name="Chunks">What it gave before it returned or raised.</param>
/// <param name="CallId">The call's id, where an answer came.</param>
/// <param name="LeftAt">When the client left, in milliseconds since 1970.</param>
/// <param name="Error">What it raised.</param>
internal sealed record NodeResult(JsonElement Value, IReadOnlyList<JsonElement> Chunks, string? CallId, long? LeftAt, NodeError? Error);
