using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

/// <summary>The elements of a tensor as an array of their own type, for comparisons.</summary>
internal static class TensorElements
{
    public static Array Of(NamedValue value)
    {
        var tensor = Assert.IsType<Tensor>(value);
        return tensor.Type switch
        {
            DataType.Bool => Array.ConvertAll(tensor.Data.ToArray(), one => one != 0),
            DataType.Uint8 => tensor.Data.ToArray(),
            DataType.Int8 => tensor.Elements<sbyte>().ToArray(),
            DataType.Uint16 or DataType.Bf16 => tensor.Elements<ushort>().ToArray(),
            DataType.Int16 => tensor.Elements<short>().ToArray(),
            DataType.Uint32 => tensor.Elements<uint>().ToArray(),
            DataType.Int32 => tensor.Elements<int>().ToArray(),
            DataType.Uint64 => tensor.Elements<ulong>().ToArray(),
            DataType.Int64 => tensor.Elements<long>().ToArray(),
            DataType.Fp16 => tensor.Elements<Half>().ToArray(),
            DataType.Fp32 => tensor.Elements<float>().ToArray(),
            DataType.Fp64 => tensor.Elements<double>().ToArray(),
            _ => Enumerable.Range(0, tensor.Texts.Length).Select(tensor.Text).ToArray(),
        };
    }
}
