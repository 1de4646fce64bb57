using System.Globalization;
using System.Runtime.InteropServices;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>Turns Penstock's tensors into ONNX Runtime's, and back.</summary>
internal static class OnnxTensors
{
    /// <summary>A native tensor over the managed one's elements, which must not change until it is disposed.</summary>
    internal static OnnxValue ToNative(OnnxRuntime runtime, Tensor tensor) => tensor.Type switch
    {
        DataType.Bool => OnnxValue.Create<bool>(runtime, (bool[])tensor.Data, tensor.Shape),
        DataType.Uint8 => OnnxValue.Create<byte>(runtime, (byte[])tensor.Data, tensor.Shape),
        DataType.Uint16 => OnnxValue.Create<ushort>(runtime, (ushort[])tensor.Data, tensor.Shape),
        DataType.Uint32 => OnnxValue.Create<uint>(runtime, (uint[])tensor.Data, tensor.Shape),
        DataType.Uint64 => OnnxValue.Create<ulong>(runtime, (ulong[])tensor.Data, tensor.Shape),
        DataType.Int8 => OnnxValue.Create<sbyte>(runtime, (sbyte[])tensor.Data, tensor.Shape),
        DataType.Int16 => OnnxValue.Create<short>(runtime, (short[])tensor.Data, tensor.Shape),
        DataType.Int32 => OnnxValue.Create<int>(runtime, (int[])tensor.Data, tensor.Shape),
        DataType.Int64 => OnnxValue.Create<long>(runtime, (long[])tensor.Data, tensor.Shape),
        DataType.Fp16 => OnnxValue.Create<Half>(runtime, (Half[])tensor.Data, tensor.Shape),
        DataType.Fp32 => OnnxValue.Create<float>(runtime, (float[])tensor.Data, tensor.Shape),
        DataType.Fp64 => OnnxValue.Create<double>(runtime, (double[])tensor.Data, tensor.Shape),
        DataType.Bf16 => OnnxValue.CreateRaw(
            runtime, OnnxElementType.BFloat16, MemoryMarshal.AsBytes(((ushort[])tensor.Data).AsSpan()).ToArray(), tensor.Shape),
        DataType.Bytes => OnnxValue.Create(runtime, ((string[])tensor.Data).AsSpan(), tensor.Shape),
        _ => throw new InvalidOperationException($"A tensor of {tensor.Type} has no native form."),
    };

    /// <summary>A copy of a native value for a field of the signature.</summary>
    internal static NamedValue FromNative(Field field, OnnxValue value) =>
        field.Type == DataType.Json
            ? Maps(field.Name, value)
            : new Tensor(field.Name, field.Type, value.Shape.ToArray(), Elements(field.Type, value));

    private static Array Elements(DataType type, OnnxValue value) => type switch
    {
        DataType.Bool => value.Data<bool>().ToArray(),
        DataType.Uint8 => value.Data<byte>().ToArray(),
        DataType.Uint16 => value.Data<ushort>().ToArray(),
        DataType.Uint32 => value.Data<uint>().ToArray(),
        DataType.Uint64 => value.Data<ulong>().ToArray(),
        DataType.Int8 => value.Data<sbyte>().ToArray(),
        DataType.Int16 => value.Data<short>().ToArray(),
        DataType.Int32 => value.Data<int>().ToArray(),
        DataType.Int64 => value.Data<long>().ToArray(),
        DataType.Fp16 => value.Data<Half>().ToArray(),
        DataType.Fp32 => value.Data<float>().ToArray(),
        DataType.Fp64 => value.Data<double>().ToArray(),
        DataType.Bf16 => MemoryMarshal.Cast<byte, ushort>(value.Bytes()).ToArray(),
        _ => value.Strings(),
    };

    // ZipMap gives every row the same keys: they are read once.
    private static MapSequence Maps(string name, OnnxValue sequence)
    {
        var maps = sequence.Elements();
        try
        {
            string[] keys = [];
            var rows = new float[maps.Length][];
            for (var i = 0; i < maps.Length; i++)
            {
                var parts = maps[i].Elements();
                try
                {
                    keys = i == 0 ? Keys(parts[0]) : keys;
                    rows[i] = parts[1].Data<float>().ToArray();
                }
                finally
                {
                    Array.ForEach(parts, part => part.Dispose());
                }
            }

            return new MapSequence(name, keys, rows);
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
