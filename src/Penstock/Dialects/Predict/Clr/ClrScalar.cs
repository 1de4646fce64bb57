using System.Collections.Frozen;
using System.Text.Json;
using Penstock.Dialects.Predict.Elements;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>A C# type of single values that the lax table covers.</summary>
internal abstract class ClrScalar
{
    private static readonly FrozenDictionary<Type, ClrScalar> All = new Dictionary<Type, ClrScalar>
    {
        [typeof(bool)] = new TypedClrScalar<bool, BoolElement>(Fault.BoolType),
        [typeof(byte)] = new TypedClrScalar<byte, IntegerElement<byte>>(Fault.IntType),
        [typeof(sbyte)] = new TypedClrScalar<sbyte, IntegerElement<sbyte>>(Fault.IntType),
        [typeof(short)] = new TypedClrScalar<short, IntegerElement<short>>(Fault.IntType),
        [typeof(ushort)] = new TypedClrScalar<ushort, IntegerElement<ushort>>(Fault.IntType),
        [typeof(int)] = new TypedClrScalar<int, IntegerElement<int>>(Fault.IntType),
        [typeof(uint)] = new TypedClrScalar<uint, IntegerElement<uint>>(Fault.IntType),
        [typeof(long)] = new TypedClrScalar<long, IntegerElement<long>>(Fault.IntType),
        [typeof(ulong)] = new TypedClrScalar<ulong, IntegerElement<ulong>>(Fault.IntType),
        [typeof(Half)] = new TypedClrScalar<Half, FloatElement<Half>>(Fault.FloatType),
        [typeof(float)] = new TypedClrScalar<float, FloatElement<float>>(Fault.FloatType),
        [typeof(double)] = new TypedClrScalar<double, FloatElement<double>>(Fault.FloatType),
        [typeof(decimal)] = new TypedClrScalar<decimal, DecimalElement>(Fault.DecimalType),
        [typeof(string)] = new TypedClrScalar<string, TextElement>(Fault.TextType),
    }.ToFrozenDictionary();

    private protected ClrScalar(Fault wrongType) => WrongType = wrongType;

    /// <summary>What is wrong with a value of another JSON type.</summary>
    internal Fault WrongType { get; }

    /// <summary>The reader of a type; null when the table does not cover it.</summary>
    internal static ClrScalar? For(Type type) => All.GetValueOrDefault(type);

    /// <summary>Reads the value the reader stands at; null when it fits.</summary>
    internal abstract Fault? Read(ref Utf8JsonReader reader, out object? value);

    /// <summary>Writes the value the reader stands at as System.Text.Json wants it; null when it fits.</summary>
    internal abstract Fault? Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer);
}
