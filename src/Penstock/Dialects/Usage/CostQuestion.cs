using System.Text.Json;

namespace Penstock.Dialects.Usage;

/// <summary>A provider's raw answer, to be priced.</summary>
/// <param name="Provider">A configured provider, or a shipped price list.</param>
/// <param name="Dialect">Which of its dialects the answer is of; null for the usual one.</param>
/// <param name="Model">The model's name at the provider; null for the one in the answer.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Response">The answer.</param>
internal sealed record CostQuestion(string Provider, string? Dialect, string? Model, DateTimeOffset At, JsonElement Response);
