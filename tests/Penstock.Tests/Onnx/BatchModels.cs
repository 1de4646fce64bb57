using System.Runtime.InteropServices;
using Penstock.Onnx;

namespace Penstock.Tests.Onnx;

/// <summary>Tiny models whose rows are independent, and some whose rows are not.</summary>
internal static class BatchModels
{
    /// <summary>x [N, K] → y = 2 x + 1.</summary>
    internal static byte[] Affine() => OnnxModels.Model(
        [OnnxModels.Tensor("x", OnnxElementType.Float, "N", "K")], [OnnxModels.Tensor("y", OnnxElementType.Float, "N", "K")],
        [OnnxModels.Node("Mul", ["x", "two"], ["double"]), OnnxModels.Node("Add", ["double", "one"], ["y"])],
        [Floats("two", [], 2), Floats("one", [], 1)]);

    /// <summary>Each row is the sum of the rows up to it: the first dimension is time.</summary>
    internal static byte[] RunningSum() => OnnxModels.Model(
        [OnnxModels.Tensor("x", OnnxElementType.Float, "N", 2)], [OnnxModels.Tensor("y", OnnxElementType.Float, "N", 2)],
        [OnnxModels.Node("CumSum", ["x", "axis"], ["y"])],
        [Integers("axis", [], 0)]);

    /// <summary>All rows, twice: what an output with an open first dimension may be, too.</summary>
    internal static byte[] Twice() => OnnxModels.Model(
        [OnnxModels.Tensor("x", OnnxElementType.Float, "N", 2)], [OnnxModels.Tensor("y", OnnxElementType.Float, null, 2)],
        [OnnxModels.Node("Concat", ["x", "x"], ["y"], new ProtoMessage().Add(1, "axis").Add(3, 0).Add(20, 2))]);

    /// <summary>ids [N] → the rows of a table of four: 0 1, 10 11, 20 21, 30 31. Other ids fail the run.</summary>
    internal static byte[] Table() => OnnxModels.Model(
        [OnnxModels.Tensor("ids", OnnxElementType.Int64, "N")], [OnnxModels.Tensor("y", OnnxElementType.Float, "N", 2)],
        [OnnxModels.Node("Gather", ["table", "ids"], ["y"])],
        [Floats("table", [4, 2], 0, 1, 10, 11, 20, 21, 30, 31)]);

    /// <summary>Keeps what is not negative: one row for each only as long as nothing is.</summary>
    internal static byte[] NotNegative() => OnnxModels.Model(
        [OnnxModels.Tensor("x", OnnxElementType.Float, "N")], [OnnxModels.Tensor("y", OnnxElementType.Float, [null])],
        [OnnxModels.Node("GreaterOrEqual", ["x", "zero"], ["keep"]), OnnxModels.Node("Compress", ["x", "keep"], ["y"])],
        [Floats("zero", [], 0)]);

    /// <summary>Zeros, whatever is fed.</summary>
    internal static byte[] Zeros() => OnnxModels.Model(
        [OnnxModels.Tensor("x", OnnxElementType.Float, "N", 2)], [OnnxModels.Tensor("y", OnnxElementType.Float, "N", 2)],
        [OnnxModels.Node("Sub", ["x", "x"], ["y"])]);

    /// <summary>y = x + bias, where the bias may be given and is 100 otherwise.</summary>
    internal static byte[] Bias() => OnnxModels.Model(
        [OnnxModels.Tensor("x", OnnxElementType.Float, "N"), OnnxModels.Tensor("bias", OnnxElementType.Float, [1L])],
        [OnnxModels.Tensor("y", OnnxElementType.Float, "N")],
        [OnnxModels.Node("Add", ["x", "bias"], ["y"])],
        [Floats("bias", [1], 100)]);

    /// <summary>a [N], b [M] → a: two first dimensions.</summary>
    internal static byte[] TwoSizes() => OnnxModels.Model(
        [OnnxModels.Tensor("a", OnnxElementType.Float, "N"), OnnxModels.Tensor("b", OnnxElementType.Float, "M")],
        [OnnxModels.Tensor("y", OnnxElementType.Float, "N")],
        [OnnxModels.Node("Identity", ["a"], ["y"]), OnnxModels.Node("Identity", ["b"], ["z"])]);

    private static ProtoMessage Floats(string name, long[] shape, params float[] values) => Initializer(1, name, shape, MemoryMarshal.AsBytes<float>(values));

    private static ProtoMessage Integers(string name, long[] shape, params long[] values) => Initializer(7, name, shape, MemoryMarshal.AsBytes<long>(values));

    private static ProtoMessage Initializer(long type, string name, long[] shape, ReadOnlySpan<byte> data)
    {
        var tensor = new ProtoMessage();
        Array.ForEach(shape, size => tensor.Add(1, size));
        return tensor.Add(2, type).Add(8, name).Add(9, data.ToArray());
    }
}
