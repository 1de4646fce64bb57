namespace Penstock.Domain.Money;

/// <summary>How long a budget lasts.</summary>
public enum BudgetPeriod
{
    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A day.</summary>
    Day,

    /// <summary>A week, from Monday (ISO 8601).</summary>
    Week,

    /// <summary>A month; rolling, 30 days.</summary>
    Month,

    /// <summary>A quarter of a year; rolling, 91 days.</summary>
    Quarter,

    /// <summary>A year; rolling, 365 days.</summary>
    Year,

    /// <summary>For ever.</summary>
    Total,
}
