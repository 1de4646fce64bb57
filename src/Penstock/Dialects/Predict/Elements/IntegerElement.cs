using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Penstock.Dialects.Numbers;

namespace Penstock.Dialects.Predict.Elements;

/// <summary>Integers: <c>1</c>, <c>1.0</c>, <c>1e3</c>, <c>true</c>, <c>"1"</c>, <c>" +1_000 "</c>, <c>"1.0"</c>; within the range of the
/// type.</summary>
internal readonly struct IntegerElement<T> : IElementReader<T>
    where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
{
    private static readonly decimal Least = decimal.CreateChecked(T.MinValue);
    private static readonly decimal Most = decimal.CreateChecked(T.MaxValue);
    private static readonly long LeastLong = long.CreateSaturating(T.MinValue);
    private static readonly long MostLong = long.CreateSaturating(T.MaxValue);

    private static readonly ulong MostMagnitude = ulong.CreateTruncating(T.MaxValue);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Take(ReadOnlySpan<byte> json, out T value)
    {
        value = default;
        var length = JsonNumber.Scan(json, out var number);
        if (!number.IsInteger || !number.IsExact || number.Significand > MostMagnitude || (number.IsNegative && LeastLong == 0))
        {
            return 0;
        }

        value = T.CreateTruncating(number.IsNegative ? 0 - number.Significand : number.Significand);
        return length;
    }

    /// <inheritdoc/>
    public static bool TryRead(ref Utf8JsonReader reader, out T value, [NotNullWhen(false)] out Fault? fault)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var small) && small >= LeastLong && small <= MostLong)
        {
            (value, fault) = (T.CreateTruncating(small), null);
            return true;
        }

        fault = LaxInteger.Read(ref reader, Least, Most, out var exact);
        value = fault is null ? T.CreateChecked(exact) : default;
        return fault is null;
    }
}
