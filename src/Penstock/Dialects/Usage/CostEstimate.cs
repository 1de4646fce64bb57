using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;

namespace Penstock.Dialects.Usage;

/// <summary>A provider's raw answer, to be priced.</summary>
/// <param name="Provider">A configured provider, or a shipped price list.</param>
/// <param name="Dialect">Which of its dialects the answer is of; null for the usual one.</param>
/// <param name="Model">The model's name at the provider; null for the one in the answer.</param>
/// <param name="At">When it was answered.</param>
/// <param name="Response">The answer.</param>
internal sealed record CostQuestion(string Provider, string? Dialect, string? Model, DateTimeOffset At, JsonElement Response);

/// <summary>What a raw answer costs.</summary>
/// <param name="Usage">The counts by the names of units.</param>
/// <param name="Cost">The cost.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Source">Where the price is from.</param>
/// <param name="Model">The model that was priced.</param>
internal sealed record CostEstimate(IReadOnlyDictionary<string, decimal> Usage, CallCost Cost, string Currency, string Source, string Model);

/// <summary>An estimate, or everything that is in its way.</summary>
/// <param name="Estimate">The estimate; null when there are mistakes.</param>
/// <param name="Mistakes">The mistakes.</param>
internal sealed record CostAnswer(CostEstimate? Estimate, IReadOnlyList<InputMistake> Mistakes)
{
    /// <summary>An answer that is one mistake.</summary>
    public static CostAnswer Wrong(string path, string code, string message) => new(null, [new InputMistake(path, code, message)]);
}
