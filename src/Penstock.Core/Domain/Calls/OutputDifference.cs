using System.Runtime.InteropServices;
using Penstock.Domain.Models;

namespace Penstock.Domain.Calls;

/// <summary>In what two typed answers differ. Numbers of a floating type may differ a little; everything else is exact.</summary>
/// <param name="What">The first difference, without any of the values; null when they are the same.</param>
/// <param name="Largest">The largest difference of two numbers, 0 when there was none to compare, infinite when only one of them is a number.</param>
public sealed record OutputDifference(string? What, double Largest)
{
    /// <summary>Compares two answers, whatever the order of their values.</summary>
    /// <param name="expected">What should come.</param>
    /// <param name="actual">What came.</param>
    /// <param name="tolerance">How far numbers may differ, in units of the larger of 1 and the number expected.</param>
    public static OutputDifference Between(IReadOnlyList<NamedValue> expected, IReadOnlyList<NamedValue> actual, double tolerance)
    {
        string? what = null;
        var largest = 0.0;
        foreach (var value in expected)
        {
            var difference = Between(value, actual.FirstOrDefault(other => other.Name == value.Name), tolerance);
            what ??= difference.What;
            largest = Math.Max(largest, difference.Largest);
        }

        return new OutputDifference(what, largest);
    }

    private static OutputDifference Between(NamedValue expected, NamedValue? actual, double tolerance) => (expected, actual) switch
    {
        (_, null) => new OutputDifference($"the output '{expected.Name}' is missing", 0),
        (Tensor one, Tensor other) => Tensors(one, other, tolerance),
        (MapSequence one, MapSequence other) when one.Keys.SequenceEqual(other.Keys) => Tensors(one.Values, other.Values, tolerance),
        (MapSequence, MapSequence) => new OutputDifference($"the output '{expected.Name}' has other keys", 0),
        (JsonText one, JsonText other) when one.Utf8.Span.SequenceEqual(other.Utf8.Span) => new OutputDifference(null, 0),
        _ => new OutputDifference($"the output '{expected.Name}' is another value", 0),
    };

    private static OutputDifference Tensors(Tensor expected, Tensor actual, double tolerance)
    {
        if (expected.Type != actual.Type)
        {
            return new OutputDifference($"the output '{expected.Name}' has the type {actual.Type} and not {expected.Type}", 0);
        }

        if (!expected.Shape.AsSpan().SequenceEqual(actual.Shape))
        {
            return new OutputDifference($"the output '{expected.Name}' has the shape [{string.Join(", ", actual.Shape)}] and not [{string.Join(", ", expected.Shape)}]", 0);
        }

        var one = expected.Data.Span;
        var other = actual.Data.Span;
        return expected.Type switch
        {
            DataType.Fp32 => Numbers(expected.Name, MemoryMarshal.Cast<byte, float>(one), MemoryMarshal.Cast<byte, float>(other), static number => number, tolerance),
            DataType.Fp64 => Numbers(expected.Name, MemoryMarshal.Cast<byte, double>(one), MemoryMarshal.Cast<byte, double>(other), static number => number, tolerance),
            DataType.Fp16 => Numbers(expected.Name, MemoryMarshal.Cast<byte, Half>(one), MemoryMarshal.Cast<byte, Half>(other), static number => (double)number, tolerance),
            DataType.Bf16 => Numbers(expected.Name, MemoryMarshal.Cast<byte, ushort>(one), MemoryMarshal.Cast<byte, ushort>(other), static number => BitConverter.Int32BitsToSingle(number << 16), tolerance),
            DataType.Bytes => Exactly(expected.Name, SameTexts(expected.Texts.Span, actual.Texts.Span)),
            _ => Exactly(expected.Name, one.SequenceEqual(other)),
        };
    }

    private static OutputDifference Numbers<T>(string name, ReadOnlySpan<T> expected, ReadOnlySpan<T> actual, Func<T, double> read, double tolerance)
    {
        var largest = 0.0;
        var same = true;
        for (var i = 0; i < expected.Length; i++)
        {
            var (one, other) = (read(expected[i]), read(actual[i]));
            if (one.Equals(other))
            {
                continue; // not a number and the infinities, too
            }

            var difference = Math.Abs(one - other);
            difference = double.IsNaN(difference) ? double.PositiveInfinity : difference;
            largest = Math.Max(largest, difference);
            same &= difference <= tolerance * Math.Max(1, Math.Abs(one));
        }

        return new OutputDifference(same ? null : $"the numbers of '{name}' differ", largest);
    }

    private static OutputDifference Exactly(string name, bool same) => new(same ? null : $"the values of '{name}' differ", 0);

    private static bool SameTexts(ReadOnlySpan<ReadOnlyMemory<byte>> one, ReadOnlySpan<ReadOnlyMemory<byte>> other)
    {
        for (var i = 0; i < one.Length; i++)
        {
            if (!one[i].Span.SequenceEqual(other[i].Span))
            {
                return false;
            }
        }

        return true;
    }
}
