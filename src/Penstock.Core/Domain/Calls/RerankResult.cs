namespace Penstock.Domain.Calls;

/// <summary>One document's relevance.</summary>
/// <param name="Index">Its place among the documents of the input, from 0.</param>
/// <param name="Score">The greater, the more relevant; its scale is the provider's.</param>
/// <param name="Text">The document's text, where the provider repeats it; null otherwise.</param>
public readonly record struct RerankResult(int Index, double Score, string? Text = null);
