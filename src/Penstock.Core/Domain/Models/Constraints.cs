namespace Penstock.Domain.Models;

/// <summary>What a value must keep to besides its type. Each is null where nothing is said.</summary>
public sealed record Constraints
{
    /// <summary>The least number there may be.</summary>
    public double? Minimum { get; init; }

    /// <summary>The number that all must be above.</summary>
    public double? ExclusiveMinimum { get; init; }

    /// <summary>The greatest number there may be.</summary>
    public double? Maximum { get; init; }

    /// <summary>The number that all must be below.</summary>
    public double? ExclusiveMaximum { get; init; }

    /// <summary>What a number must be a multiple of; above zero.</summary>
    public double? MultipleOf { get; init; }

    /// <summary>The fewest characters (Unicode scalars) of a text, bytes of binary data.</summary>
    public int? MinLength { get; init; }

    /// <summary>The most characters (Unicode scalars) of a text, bytes of binary data.</summary>
    public int? MaxLength { get; init; }

    /// <summary>What a text must match.</summary>
    public TextPattern? Pattern { get; init; }

    /// <summary>The fewest items of a list, or members of a map.</summary>
    public int? MinItems { get; init; }

    /// <summary>The most items of a list, or members of a map.</summary>
    public int? MaxItems { get; init; }

    /// <summary>Whether NaN and the infinities are refused.</summary>
    public bool Finite { get; init; }

    /// <summary>Whether nothing is said.</summary>
    public bool None => this == Nothing;

    /// <summary>Whether something is said of numbers.</summary>
    public bool OfNumbers => Finite || Minimum is not null || ExclusiveMinimum is not null || Maximum is not null
        || ExclusiveMaximum is not null || MultipleOf is not null;

    private static Constraints Nothing { get; } = new();
}
