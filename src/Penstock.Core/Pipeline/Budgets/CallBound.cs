namespace Penstock.Pipeline.Budgets;

/// <summary>The most that a request can use, as far as it says so itself.</summary>
/// <param name="Input">Input tokens: never fewer than the provider will count.</param>
/// <param name="Output">Output tokens of all choices together, as the request caps them; null where it states no cap.</param>
public readonly record struct CallBound(long Input, long? Output);
