using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Shadow;

/// <summary>Copies typed values: those of a call are in rented memory, which ends with it.</summary>
internal static class ShadowCopy
{
    /// <summary>How many bytes a copy takes, about.</summary>
    public static long SizeOf(IReadOnlyList<NamedValue> values) => values.Sum(value => value switch
    {
        Tensor tensor => SizeOf(tensor),
        MapSequence maps => SizeOf(maps.Values),
        JsonText text => text.Utf8.Length,
        _ => 0,
    });

    /// <summary>A copy of an input.</summary>
    public static PredictInput Of(PredictInput input) => input with { Values = Of(input.Values) };

    /// <summary>A copy of values.</summary>
    public static NamedValue[] Of(IReadOnlyList<NamedValue> values) => [.. values.Select(value => value switch
    {
        Tensor tensor => Of(tensor),
        MapSequence maps => maps with { Values = Of(maps.Values) },
        JsonText text => new JsonText(text.Name, text.Utf8.ToArray()),
        _ => value,
    })];

    private static long SizeOf(Tensor tensor)
    {
        long bytes = tensor.Data.Length;
        foreach (var text in tensor.Texts.Span)
        {
            bytes += text.Length + 32;
        }

        return bytes;
    }

    private static Tensor Of(Tensor tensor)
    {
        if (tensor.Type != DataType.Bytes)
        {
            return new Tensor(tensor.Name, tensor.Type, tensor.Shape, tensor.Data.ToArray());
        }

        var texts = new ReadOnlyMemory<byte>[tensor.Texts.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = tensor.Texts.Span[i].ToArray();
        }

        return new Tensor(tensor.Name, tensor.Shape, texts);
    }
}
