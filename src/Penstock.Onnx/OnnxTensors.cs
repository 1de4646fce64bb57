using System.Globalization;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>Turns Penstock's tensors into ONNX Runtime's, and back.</summary>
internal static class OnnxTensors
{
    /// <summary>A native tensor over the managed one's elements, which must not change until it is disposed.</summary>
    internal static OnnxValue ToNative(OnnxRuntime runtime, Tensor tensor) => tensor.Type == DataType.Bytes
        ? OnnxValue.Create(runtime, tensor.Texts.Span, tensor.Shape)
        : OnnxValue.CreateRaw(runtime, ElementOf(tensor.Type), tensor.Data, tensor.Shape);

    /// <summary>A native value for a field of the signature: a tensor of numbers is in the value's own memory and ends with it.</summary>
    internal static NamedValue FromNative(Field field, OnnxValue value, PredictInput input) =>
        field.Type == DataType.Json ? Maps(field.Name, value)
        : field.Type == DataType.Bytes
            ? new Tensor(field.Name, value.Dimensions, Array.ConvertAll(value.StringBytes(), text => new ReadOnlyMemory<byte>(text)))
        : new Tensor(field.Name, field.Type, value.Dimensions, IsInputOf(value, input) ? value.Bytes().ToArray() : new OnnxMemory(value).Memory);

    // A model may pass an input on as an output: then the output is the caller's own memory, which nobody keeps for it.
    private static bool IsInputOf(OnnxValue value, PredictInput input)
    {
        ReadOnlySpan<byte> bytes = value.Bytes();
        for (var i = 0; i < input.Values.Count; i++)
        {
            if (input.Values[i] is Tensor tensor && bytes.Overlaps(tensor.Data.Span))
            {
                return true;
            }
        }

        return false;
    }

    private static OnnxElementType ElementOf(DataType type) => type switch
    {
        DataType.Bool => OnnxElementType.Bool,
        DataType.Uint8 => OnnxElementType.UInt8,
        DataType.Uint16 => OnnxElementType.UInt16,
        DataType.Uint32 => OnnxElementType.UInt32,
        DataType.Uint64 => OnnxElementType.UInt64,
        DataType.Int8 => OnnxElementType.Int8,
        DataType.Int16 => OnnxElementType.Int16,
        DataType.Int32 => OnnxElementType.Int32,
        DataType.Int64 => OnnxElementType.Int64,
        DataType.Fp16 => OnnxElementType.Float16,
        DataType.Fp32 => OnnxElementType.Float,
        DataType.Fp64 => OnnxElementType.Double,
        DataType.Bf16 => OnnxElementType.BFloat16,
        _ => throw new InvalidOperationException($"A tensor of {type} has no native form."),
    };

    // ZipMap gives every row the same keys: they are read once.
    private static MapSequence Maps(string name, OnnxValue sequence)
    {
        var maps = sequence.Elements();
        try
        {
            string[] keys = [];
            var values = Array.Empty<byte>();
            for (var i = 0; i < maps.Length; i++)
            {
                var parts = maps[i].Elements();
                try
                {
                    keys = i == 0 ? Keys(parts[0]) : keys;
                    var row = parts[1].Bytes();
                    values = i == 0 ? new byte[row.Length * maps.Length] : values;
                    row.CopyTo(values.AsSpan(i * row.Length));
                }
                finally
                {
                    Array.ForEach(parts, part => part.Dispose());
                }
            }

            return new MapSequence(name, keys, new Tensor(name, DataType.Fp32, [maps.Length, keys.Length], values));
        }
        finally
        {
            Array.ForEach(maps, map => map.Dispose());
        }
    }

    private static string[] Keys(OnnxValue keys) => keys.ElementType == OnnxElementType.String
        ? keys.Strings()
        : [.. keys.Data<long>().ToArray().Select(key => key.ToString(CultureInfo.InvariantCulture))];
}
