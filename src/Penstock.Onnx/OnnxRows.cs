using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>Counts, compares and cuts out rows: parts along the first dimension.</summary>
internal static class OnnxRows
{
    /// <summary>The name of the first value that has not so many rows; null when all have.</summary>
    internal static string? Miscounted(IReadOnlyList<NamedValue> values, long rows)
    {
        foreach (var value in values)
        {
            if (Body(value) is not { Shape: [var first, ..] } || first != rows)
            {
                return value.Name;
            }
        }

        return null;
    }

    /// <summary>Some rows of a value, over the same memory.</summary>
    internal static NamedValue Cut(NamedValue value, long from, long count) => value is MapSequence maps
        ? maps with { Values = Cut(maps.Values, from, count) }
        : Cut((Tensor)value, from, count);

    /// <summary>
    /// Whether two rows are the same, as far as the order in which numbers are added up leaves them the same, or exactly.
    /// </summary>
    internal static bool Equal(NamedValue one, long row, NamedValue other, long otherRow, bool exact = false)
    {
        if (one is MapSequence maps && other is MapSequence otherMaps && !maps.Keys.SequenceEqual(otherMaps.Keys))
        {
            return false;
        }

        var (left, right) = (Cut(Body(one), row, 1), Cut(Body(other), otherRow, 1));
        if (left.Type != right.Type || !left.Shape.AsSpan().SequenceEqual(right.Shape))
        {
            return false;
        }

        return Same(left, right) || (!exact && left.Type switch
        {
            DataType.Fp16 => Near(left.Elements<Half>(), right.Elements<Half>(), number => (double)number, 0.02),
            DataType.Bf16 => Near(left.Elements<BFloat16>(), right.Elements<BFloat16>(), number => number, 0.05),
            DataType.Fp32 => Near(left.Elements<float>(), right.Elements<float>(), number => number, 0.001),
            DataType.Fp64 => Near(left.Elements<double>(), right.Elements<double>(), number => number, 0.00001),
            _ => false,
        });
    }

    /// <summary>Whether two tensors of one type hold the same bytes or texts.</summary>
    internal static bool Same(Tensor one, Tensor other) => one.Type == DataType.Bytes
        ? one.Texts.ToArray().Zip(other.Texts.ToArray()).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span))
        : one.Data.Span.SequenceEqual(other.Data.Span);

    private static Tensor Body(NamedValue value) => value is MapSequence maps ? maps.Values : (Tensor)value;

    private static Tensor Cut(Tensor tensor, long from, long count)
    {
        long[] shape = [count, .. tensor.Shape.AsSpan(1)];
        var width = Tensor.CountOf(tensor.Shape.AsSpan(1));
        var (begin, length) = (checked((int)(from * width)), checked((int)(count * width)));
        if (tensor.Type == DataType.Bytes)
        {
            return new Tensor(tensor.Name, shape, tensor.Texts.Slice(begin, length));
        }

        var size = tensor.Type.Size();
        return new Tensor(tensor.Name, tensor.Type, shape, tensor.Data.Slice(checked(begin * size), checked(length * size)));
    }

    private static bool Near<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right, Func<T, double> number, double tolerance)
    {
        for (var i = 0; i < left.Length; i++)
        {
            var (a, b) = (number(left[i]), number(right[i]));
            if (!a.Equals(b) && !(Math.Abs(a - b) <= tolerance * Math.Max(0.1, Math.Max(Math.Abs(a), Math.Abs(b)))))
            {
                return false;
            }
        }

        return true;
    }
}
