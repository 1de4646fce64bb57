namespace Penstock.Dialects;

/// <summary>Content that a dialect cannot carry and that must not be left out.</summary>
/// <param name="Feature">What, in words for people: <c>audio input</c>.</param>
/// <param name="Param">Where it stands in the request; null when that is not known.</param>
internal sealed record UnsupportedFeature(string Feature, string? Param);
