using Penstock.Domain.Money;

namespace Penstock.Pipeline.Ledger;

/// <summary>What a provider says that was used, and asks for.</summary>
/// <param name="Id">Its id here.</param>
/// <param name="Provider">The provider's name here.</param>
/// <param name="Number">The provider's number of it; null when it has none.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Digest">The SHA-256 of its lines: the same lines are never taken twice.</param>
/// <param name="ImportedAt">When it was imported.</param>
/// <param name="ImportedBy">Who did.</param>
/// <param name="Lines">Its lines, one a day and model; empty in lists.</param>
public sealed record Invoice(string Id, string Provider, string? Number, string Currency, string Digest, DateTimeOffset ImportedAt, string ImportedBy, IReadOnlyList<InvoiceLine> Lines)
{
    /// <summary>The first day that it has a line of.</summary>
    public DateOnly FirstDay { get; init; }

    /// <summary>The last.</summary>
    public DateOnly LastDay { get; init; }

    /// <summary>All its amounts together.</summary>
    public Amount Total { get; init; }
}
