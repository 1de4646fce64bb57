using System.Text.Json;

namespace Penstock.Conformance.Google;

/// <summary>What came of a call.</summary>
/// <param name="Value">What the SDK returned.</param>
/// <param name="Chunks">What it gave before it returned or raised.</param>
/// <param name="Error">What it raised.</param>
internal sealed record GoogleResult(JsonElement Value, IReadOnlyList<JsonElement> Chunks, GoogleError? Error);
