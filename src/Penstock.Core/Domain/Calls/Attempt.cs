namespace Penstock.Domain.Calls;

/// <summary>One try at one target.</summary>
/// <param name="Provider">The provider's name, <c>onnx</c> or <c>function</c>.</param>
/// <param name="UpstreamModel">The model's name at the provider.</param>
/// <param name="Error">Why it failed; null when it answered.</param>
public sealed record Attempt(string Provider, string UpstreamModel, CallError? Error);
