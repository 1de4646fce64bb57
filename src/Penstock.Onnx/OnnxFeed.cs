using System.Buffers;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>The inputs of several calls as one, row after row, in rented memory.</summary>
internal sealed class OnnxFeed : IDisposable
{
    private readonly List<byte[]> _rented = [];

    /// <summary>Copies inputs that fit each other.</summary>
    internal OnnxFeed(IReadOnlyList<OnnxEntry> entries, Signature signature)
    {
        var first = entries[0].Input;
        var values = new NamedValue[first.Values.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Join(entries, i, OnnxEntry.IsRows(signature, first.Values[i].Name));
        }

        Input = first with { Values = values };
    }

    /// <summary>The input of the run.</summary>
    internal PredictInput Input { get; }

    /// <summary>
    /// Whether nothing in it is the callers' memory any more. Texts are theirs until they are copied into the native tensor.
    /// </summary>
    internal bool IsCopy { get; private set; } = true;

    /// <inheritdoc/>
    public void Dispose() => _rented.ForEach(memory => ArrayPool<byte>.Shared.Return(memory));

    private Tensor Join(IReadOnlyList<OnnxEntry> entries, int index, bool rows)
    {
        var first = (Tensor)entries[0].Input.Values[index];
        var count = rows ? entries.Count : 1;
        var shape = rows ? [entries.Sum(entry => entry.Rows), .. first.Shape.AsSpan(1)] : first.Shape;
        if (first.Type == DataType.Bytes)
        {
            IsCopy = false;
            var texts = new ReadOnlyMemory<byte>[Tensor.CountOf(shape)];
            for (int i = 0, at = 0; i < count; i++)
            {
                var part = ((Tensor)entries[i].Input.Values[index]).Texts;
                part.CopyTo(texts.AsMemory(at));
                at += part.Length;
            }

            return new Tensor(first.Name, shape, texts);
        }

        var length = checked((int)(Tensor.CountOf(shape) * first.Type.Size()));
        var memory = ArrayPool<byte>.Shared.Rent(length);
        _rented.Add(memory);
        for (int i = 0, at = 0; i < count; i++)
        {
            var part = ((Tensor)entries[i].Input.Values[index]).Data.Span;
            part.CopyTo(memory.AsSpan(at));
            at += part.Length;
        }

        return new Tensor(first.Name, first.Type, shape, memory.AsMemory(0, length));
    }
}
