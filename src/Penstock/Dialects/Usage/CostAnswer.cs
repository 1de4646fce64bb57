using Penstock.Domain.Calls;

namespace Penstock.Dialects.Usage;

/// <summary>An estimate, or everything that is in its way.</summary>
/// <param name="Estimate">The estimate; null when there are mistakes.</param>
/// <param name="Mistakes">The mistakes.</param>
internal sealed record CostAnswer(CostEstimate? Estimate, IReadOnlyList<InputMistake> Mistakes)
{
    /// <summary>An answer that is one mistake.</summary>
    public static CostAnswer Wrong(string path, string code, string message) => new(null, [new InputMistake(path, code, message)]);
}
