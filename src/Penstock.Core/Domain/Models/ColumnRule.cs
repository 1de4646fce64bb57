namespace Penstock.Domain.Models;

/// <summary>What is said of one column of a tensor, or of a tensor that is a single column. All of it may be left out.</summary>
public sealed record ColumnRule
{
    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }

    /// <summary>What each of its elements must keep to; null when there is nothing.</summary>
    public Constraints? Constraints { get; init; }

    /// <summary>An example as JSON text.</summary>
    public string? Example { get; init; }

    /// <summary>The value of a row that leaves the column out, as JSON text; null when it must be given.</summary>
    public string? Default { get; init; }

    /// <summary>Whether only the exact JSON type passes.</summary>
    public bool Strict { get; init; }
}
