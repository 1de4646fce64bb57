using System.Collections.Frozen;
using System.Text.Json;
using Penstock.Dialects.Predict.Elements;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>
/// A C# type of single values that are read without a detour: an argument that is one, and of which no more is said, is not
/// written as strict JSON first.
/// </summary>
internal abstract class ClrScalar
{
    private static readonly FrozenDictionary<Type, ClrScalar> All = new Dictionary<Type, ClrScalar>
    {
        [typeof(bool)] = new TypedClrScalar<bool, BoolElement>(),
        [typeof(byte)] = new TypedClrScalar<byte, IntegerElement<byte>>(),
        [typeof(sbyte)] = new TypedClrScalar<sbyte, IntegerElement<sbyte>>(),
        [typeof(short)] = new TypedClrScalar<short, IntegerElement<short>>(),
        [typeof(ushort)] = new TypedClrScalar<ushort, IntegerElement<ushort>>(),
        [typeof(int)] = new TypedClrScalar<int, IntegerElement<int>>(),
        [typeof(uint)] = new TypedClrScalar<uint, IntegerElement<uint>>(),
        [typeof(long)] = new TypedClrScalar<long, IntegerElement<long>>(),
        [typeof(ulong)] = new TypedClrScalar<ulong, IntegerElement<ulong>>(),
        [typeof(Half)] = new TypedClrScalar<Half, FloatElement<Half>>(),
        [typeof(float)] = new TypedClrScalar<float, FloatElement<float>>(),
        [typeof(double)] = new TypedClrScalar<double, FloatElement<double>>(),
        [typeof(decimal)] = new TypedClrScalar<decimal, DecimalElement>(),
        [typeof(string)] = new TypedClrScalar<string, TextElement>(),
    }.ToFrozenDictionary();

    /// <summary>The reader of a type; null when there is none.</summary>
    internal static ClrScalar? For(Type type) => All.GetValueOrDefault(type);

    /// <summary>Reads the value the reader stands at; null when it fits.</summary>
    internal abstract Fault? Read(ref Utf8JsonReader reader, out object? value);
}
