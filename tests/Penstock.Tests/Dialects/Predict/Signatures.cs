using Penstock.Domain.Models;

namespace Penstock.Tests.Dialects.Predict;

/// <summary>Signatures of models as they occur.</summary>
internal static class Signatures
{
    private static readonly string[] Species = ["setosa", "versicolor", "virginica"];

    /// <summary>One tensor with named columns; a label and probabilities out.</summary>
    internal static Signature Iris { get; } = new(
        [new Field { Name = "features", Type = DataType.Fp32, Shape = [new(null, "N"), new(4)], Columns = ["sepal_length", "sepal_width", "petal_length", "petal_width"] }],
        [
            new Field { Name = "label", Type = DataType.Int64, Shape = [new(null, "N")], Classes = Species },
            new Field { Name = "probabilities", Type = DataType.Fp32, Shape = [new(null, "N"), new(3)], Classes = Species },
        ]);

    /// <summary>Two tensors of a fixed and a symbolic dimension.</summary>
    internal static Signature Pair { get; } = new(
        [Of("INPUT0", DataType.Int32, new(null, "N"), new(2)), Of("INPUT1", DataType.Int32, new(null, "N"), new(2))],
        [Of("OUTPUT0", DataType.Int32, new(null, "N"), new(2))]);

    /// <summary>One value a row in each of several inputs, as a converted pipeline has them; the last may be left out.</summary>
    internal static Signature Passenger { get; } = new(
        [Of("age", DataType.Fp32, new(null), new(1)), Of("sex", DataType.Bytes, new(null), new(1)), Of("class", DataType.Int64, new(null), new(1)) with { Optional = true }],
        [Of("survived", DataType.Bool, new(null), new(1))]);

    /// <summary>One tensor of one type.</summary>
    internal static Signature Single(DataType type, params Dimension[] shape) => new([Of("x", type, shape)], [Of("y", type, shape)]);

    internal static Signature Named(string name) => name switch
    {
        "iris" => Iris,
        "pair" => Pair,
        "passenger" => Passenger,
        "images" => Single(DataType.Fp32, new(1), new(2), new(null, "W")),
        "int8" => Single(DataType.Int8, new Dimension(null)),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such signature."),
    };

    private static Field Of(string name, DataType type, params Dimension[] shape) => new() { Name = name, Type = type, Shape = shape };
}
