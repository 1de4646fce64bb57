using System.Globalization;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.Predict;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Reads shapes, and holds them against the signature.</summary>
internal static class ShapeReader
{
    private const int MostDimensions = 32;
    private static readonly Fault NoShape = new("shape_type", "A shape should be a list of whole numbers, each 0 or more: [1, 16]");
    private static readonly Fault Negative = new("shape_negative", "A size cannot be negative; -1 stands only in the model's metadata");
    private static readonly Fault TooLarge = new("shape_too_large", "The sizes multiply to more elements than any tensor has here");
    private static readonly Fault TooDeep = new("shape_too_deep", $"A shape may have up to {MostDimensions} sizes");

    /// <summary>Reads the shape the cursor stands at; null when it is none. Its elements can be counted by 31 bits.</summary>
    internal static long[]? Read(ref InputCursor cursor)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartArray)
        {
            cursor.Refuse(NoShape);
            return null;
        }

        var start = cursor.TokenStart;
        var shape = new List<long>(4);
        Fault? fault = null;
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray)
        {
            var size = 0L;
            fault ??= cursor.Reader.TokenType != JsonTokenType.Number ? NoShape
                : !cursor.Reader.TryGetInt64(out size) ? Overflow(ref cursor.Reader)
                : size < 0 ? Negative
                : shape.Count == MostDimensions ? TooDeep : null;
            shape.Add(fault is null ? size : 0);
            cursor.Reader.Skip();
        }

        fault ??= Count(shape) > int.MaxValue ? TooLarge : null;
        if (fault is null)
        {
            return [.. shape];
        }

        cursor.Mistakes.Add(fault, cursor.Body[start..cursor.Consumed]);
        return null;
    }

    /// <summary>Notes where a shape does not fit a field; gives the shape the tensor has then, null when it does not fit.</summary>
    /// <param name="field">The field, as a tensor.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="isArgument">Whether it is an argument of a function: one element, of any rank.</param>
    /// <param name="mistakes">Where to note it.</param>
    internal static long[]? Fit(Field field, long[] shape, bool isArgument, InputMistakes mistakes)
    {
        string? wrong = null;
        if (isArgument)
        {
            wrong = Count(shape) > 1 ? "An argument of a function is one value, of shape [1]" : null;
        }
        else if (!field.AnyRank && field.Shape.Count == 0 && shape is [1])
        {
            // A scalar, as clients send it that know no tensor without dimensions.
            return [];
        }
        else if (!field.AnyRank && field.Shape.Count != shape.Length)
        {
            wrong = $"The model takes {Dimensions(field.Shape.Count)}, {TensorReader.Show(field.Shape)}, and this has {Dimensions(shape.Length)}";
        }
        else if (!field.AnyRank)
        {
            for (var i = 0; i < shape.Length; i++)
            {
                if (field.Shape[i].Size is { } size && size != shape[i])
                {
                    wrong = $"The model takes the shape {TensorReader.Show(field.Shape)}: dimension {i} is {size} and not {shape[i]}";
                    break;
                }
            }
        }

        if (wrong is null)
        {
            return shape;
        }

        mistakes.Add(new Fault("shape_mismatch", wrong), Encoding.UTF8.GetBytes(Show(shape)), "shape");
        return null;
    }

    /// <summary>A shape as JSON.</summary>
    internal static string Show(IReadOnlyList<long> shape) => $"[{string.Join(", ", shape.Select(size => size.ToString(CultureInfo.InvariantCulture)))}]";

    // The product, above 31 bits only known to be so. It is counted as if no size were 0: [9e18, 0] has no elements and is refused all the same.
    private static long Count(IReadOnlyList<long> shape)
    {
        var (count, whole) = (1L, 1L);
        foreach (var size in shape)
        {
            count = Math.Min(count * Math.Min(size, int.MaxValue + 1L), int.MaxValue + 1L);
            whole = Math.Min(whole * Math.Max(1, Math.Min(size, int.MaxValue + 1L)), int.MaxValue + 1L);
        }

        return whole > int.MaxValue ? whole : count;
    }

    // A whole number that 64 bits do not hold, or no whole number.
    private static Fault Overflow(ref Utf8JsonReader reader) => reader.ValueSpan.ContainsAny(".eE"u8) ? NoShape : TooLarge;

    private static string Dimensions(int count) => count == 1 ? "1 dimension" : $"{count} dimensions";
}
