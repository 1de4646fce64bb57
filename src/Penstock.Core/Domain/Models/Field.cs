namespace Penstock.Domain.Models;

/// <summary>One input or output of a model.</summary>
public sealed record Field
{
    /// <summary>Its name on the wire.</summary>
    public required string Name { get; init; }

    /// <summary>The type of its elements.</summary>
    public required DataType Type { get; init; }

    /// <summary>Its dimensions, outermost first; empty for a single value.</summary>
    public IReadOnlyList<Dimension> Shape { get; init; } = [];

    /// <summary>Whether the model leaves even the number of dimensions open; the shape is empty then.</summary>
    public bool AnyRank { get; init; }

    /// <summary>The names of the columns of its last dimension, when they have names; otherwise empty.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The names of the classes that its numbers (a label) or its last dimension (probabilities) stand for; otherwise empty.</summary>
    public IReadOnlyList<string> Classes { get; init; } = [];

    /// <summary>What it is, for people.</summary>
    public string? Description { get; init; }

    /// <summary>Whether it may be left out.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether it may be null.</summary>
    public bool Nullable { get; init; }

    /// <summary>The value it has when it is left out, as JSON text; null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>An example as JSON text; null when there is none.</summary>
    public string? Example { get; init; }

    /// <summary>The C# type behind it, for functions; null for tensors.</summary>
    public Type? ClrType { get; init; }

    /// <summary>What its JSON must be: of an argument of a function or a JSON service; null for tensors.</summary>
    public JsonShape? Json { get; init; }

    /// <summary>What each element of a tensor must keep to; null when there is nothing.</summary>
    public Constraints? Constraints { get; init; }

    /// <summary>What is said of each of the <see cref="Columns"/>, in their order; empty when nothing is.</summary>
    public IReadOnlyList<ColumnRule> ColumnRules { get; init; } = [];

    /// <summary>Whether only the exact JSON type passes: no element of a tensor of numbers may be a text then.</summary>
    public bool Strict { get; init; }
}
