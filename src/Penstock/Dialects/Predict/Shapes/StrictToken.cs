using System.Text.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Shapes;

/// <summary>The exact JSON type of a value, where nothing is coerced.</summary>
internal static class StrictToken
{
    /// <summary>Whether the reader stands at a number without fraction and exponent.</summary>
    internal static bool IsInteger(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && !reader.ValueSpan.ContainsAny((byte)'.', (byte)'e', (byte)'E');

    /// <summary>What is wrong with the value the reader stands at as an element of a type; null when it is of that type.</summary>
    internal static Fault? Check(ref Utf8JsonReader reader, DataType type) => type switch
    {
        DataType.Bool => reader.TokenType is JsonTokenType.True or JsonTokenType.False ? null : Fault.BoolType,
        DataType.Fp16 or DataType.Fp32 or DataType.Fp64 or DataType.Bf16 => reader.TokenType == JsonTokenType.Number ? null : Fault.FloatType,
        DataType.Bytes => reader.TokenType == JsonTokenType.String ? null : Fault.TextType,
        _ => IsInteger(ref reader) ? null : Fault.IntType,
    };
}
