using System.Numerics;
using System.Runtime.InteropServices;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>Makes up rows for <see cref="OnnxProbe"/>, always the same ones.</summary>
internal static class OnnxProbeRow
{
    /// <summary>How many ranges of numbers there are.</summary>
    internal const int Ranges = 3;

    private static readonly string[] Words = ["one", "two", "a quick brown fox", "", "1", "no"];

    /// <summary>A tensor for a field.</summary>
    /// <param name="field">The field, whose first dimension is open.</param>
    /// <param name="size">The size of its other open dimensions.</param>
    /// <param name="range">0: fractions, and whole numbers 0 and 1, which are ids that every vocabulary has; then larger ones.</param>
    /// <param name="rows">Which rows, 0 or 1.</param>
    internal static Tensor Make(Field field, long size, int range, int[] rows)
    {
        long[] shape = [rows.Length, .. field.Shape.Skip(1).Select(dimension => dimension.Size ?? size)];
        return field.Type switch
        {
            DataType.Bytes => Tensor.Of(field.Name, shape, Elements(shape, rows, (row, i) => Words[(int)((i + row + range) % Words.Length)])),
            DataType.Fp16 => Of(field, shape, Elements(shape, rows, (row, i) => (Half)Fraction(row, i, range))),
            DataType.Fp32 => Of(field, shape, Elements(shape, rows, (row, i) => (float)Fraction(row, i, range))),
            DataType.Fp64 => Of(field, shape, Elements(shape, rows, (row, i) => Fraction(row, i, range))),
            DataType.Bf16 => Of(field, shape, Elements(shape, rows, (row, i) => (BFloat16)(float)Fraction(row, i, range))),
            DataType.Bool or DataType.Uint8 or DataType.Int8 =>
                Of(field, shape, Elements(shape, rows, (row, i) => (byte)Whole(row, i, field.Type == DataType.Bool ? 0 : range))),
            DataType.Uint16 or DataType.Int16 => Of(field, shape, Elements(shape, rows, (row, i) => (short)Whole(row, i, range))),
            DataType.Uint32 or DataType.Int32 => Of(field, shape, Elements(shape, rows, (row, i) => (int)Whole(row, i, range))),
            _ => Of(field, shape, Elements(shape, rows, (row, i) => Whole(row, i, range))),
        };
    }

    private static double Fraction(int row, long index, int range)
    {
        var fraction = Scatter(row, index) / (double)(1 << 16);
        return range switch { 0 => fraction, 1 => (fraction * 20) - 10, _ => fraction * 255 };
    }

    // The first row has no zeros, and the second, unless it has one element, at least one 1: no caller sends a mask of nothing but zeros.
    private static long Whole(int row, long index, int range) =>
        range == 0 ? row == 0 || index == 1 ? 1 : index == 0 ? 0 : Scatter(row, index) & 1 : 1 + (Scatter(row, index) % (range == 1 ? 9 : 99));

    // 16 bits that look random (a round of SplitMix64).
    private static long Scatter(int row, long index)
    {
        var mixed = (ulong)((index * 2) + row + 1) * 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        return (long)(BitOperations.RotateLeft(mixed, 17) & 0xFFFF);
    }

    private static T[] Elements<T>(long[] shape, int[] rows, Func<int, long, T> element)
    {
        var width = Tensor.CountOf(shape) / rows.Length;
        var elements = new T[width * rows.Length];
        for (var i = 0L; i < elements.Length; i++)
        {
            elements[i] = element(rows[i / width], i % width);
        }

        return elements;
    }

    private static Tensor Of<T>(Field field, long[] shape, T[] elements)
        where T : unmanaged =>
        new(field.Name, field.Type, shape, MemoryMarshal.AsBytes<T>(elements).ToArray());
}
