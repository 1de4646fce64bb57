using System.Globalization;
using System.Text;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Triton's extension `classification`: the highest elements as texts, <c>value:index[:label]</c>, highest first.</summary>
internal static class Classification
{
    /// <summary>The highest elements of each row, a row being what the first of several dimensions counts: <c>[rows, count]</c>; of one dimension
    /// <c>[count]</c>.</summary>
    /// <param name="tensor">Numbers.</param>
    /// <param name="count">How many; all there are, where there are fewer.</param>
    /// <param name="labels">The names of the classes, by index; those beyond have none.</param>
    internal static Tensor Of(Tensor tensor, int count, IReadOnlyList<string> labels)
    {
        var rows = tensor.Shape.Length > 1 ? (int)tensor.Shape[0] : 1;
        var width = rows == 0 ? 0 : (int)(tensor.Count / rows);
        count = Math.Min(count, width);
        var texts = new ReadOnlyMemory<byte>[rows * count];
        var order = new int[width];
        var keys = new double[width];
        for (var row = 0; row < rows; row++)
        {
            for (var i = 0; i < width; i++)
            {
                (order[i], keys[i]) = (i, Value(tensor, (row * width) + i));
            }

            // Highest first; of equals the first one; NaN is never among the highest.
            Array.Sort(order, (a, b) => (double.IsNaN(keys[a]), double.IsNaN(keys[b])) switch
            {
                (true, false) => 1,
                (false, true) => -1,
                _ => keys[b].CompareTo(keys[a]) is not 0 and var by ? by : a.CompareTo(b),
            });
            for (var i = 0; i < count; i++)
            {
                var index = order[i];
                var label = index < labels.Count ? ":" + labels[index] : "";
                texts[(row * count) + i] = Encoding.UTF8.GetBytes($"{Show(tensor, (row * width) + index)}:{index.ToString(CultureInfo.InvariantCulture)}{label}");
            }
        }

        return new Tensor(tensor.Name, tensor.Shape.Length > 1 ? [rows, count] : [count], texts);
    }

    // 64-bit integers beyond 2^53 that differ by less than a double tells apart count as equal.
    private static double Value(Tensor tensor, int index) => tensor.Type switch
    {
        DataType.Fp32 => tensor.Elements<float>()[index],
        DataType.Fp64 => tensor.Elements<double>()[index],
        DataType.Fp16 => (double)tensor.Elements<Half>()[index],
        DataType.Bf16 => BitConverter.UInt32BitsToSingle((uint)tensor.Elements<ushort>()[index] << 16),
        DataType.Uint64 => tensor.Elements<ulong>()[index],
        _ => Predict.TensorWriter.IntegerAt(tensor, index),
    };

    private static string Show(Tensor tensor, int index) => tensor.Type switch
    {
        DataType.Fp32 => tensor.Elements<float>()[index].ToString(CultureInfo.InvariantCulture),
        DataType.Fp64 => tensor.Elements<double>()[index].ToString(CultureInfo.InvariantCulture),
        DataType.Fp16 => tensor.Elements<Half>()[index].ToString(CultureInfo.InvariantCulture),
        DataType.Bf16 => BitConverter.UInt32BitsToSingle((uint)tensor.Elements<ushort>()[index] << 16).ToString(CultureInfo.InvariantCulture),
        DataType.Uint64 => tensor.Elements<ulong>()[index].ToString(CultureInfo.InvariantCulture),
        _ => Predict.TensorWriter.IntegerAt(tensor, index).ToString(CultureInfo.InvariantCulture),
    };
}
