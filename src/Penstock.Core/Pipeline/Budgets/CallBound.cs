namespace Penstock.Pipeline.Budgets;

/// <summary>The most that a request can use at a target, as far as it says so itself.</summary>
/// <param name="Input">Input tokens: never fewer than the provider will count.</param>
/// <param name="Output">Output tokens of all choices together, as the request or its model caps them; null where nothing does.</param>
/// <param name="Besides">Output tokens that may be billed beyond any cap.</param>
public readonly record struct CallBound(long Input, long? Output, long Besides = 0);
