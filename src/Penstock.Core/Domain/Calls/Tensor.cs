using System.Runtime.InteropServices;
using System.Text;
using Penstock.Domain.Models;

namespace Penstock.Domain.Calls;

/// <summary>
/// A tensor, row-major. Its memory may be rented: it is valid until the input or output that holds it is disposed.
/// </summary>
public sealed record Tensor : NamedValue
{
    /// <summary>Makes a tensor of numbers or truth values.</summary>
    /// <param name="name">The name of its field.</param>
    /// <param name="type">The type of its elements; neither <see cref="DataType.Bytes"/> nor <see cref="DataType.Json"/>.</param>
    /// <param name="shape">Its sizes, outermost first; empty for a scalar.</param>
    /// <param name="data">Its elements as <see cref="Data"/> has them, exactly as many as the shape says.</param>
    public Tensor(string name, DataType type, long[] shape, ReadOnlyMemory<byte> data)
        : base(name)
    {
        (Type, Shape, Data) = (type, shape, data);
        Count = CountOf(shape);
        if (type.Size() is not (> 0 and var size) || data.Length != Count * size)
        {
            throw new ArgumentException($"{data.Length} bytes are not {Count} elements of {type}.", nameof(data));
        }
    }

    /// <summary>Makes a tensor of texts.</summary>
    /// <param name="name">The name of its field.</param>
    /// <param name="shape">Its sizes, outermost first; empty for a scalar.</param>
    /// <param name="texts">Its elements, exactly as many as the shape says.</param>
    public Tensor(string name, long[] shape, ReadOnlyMemory<ReadOnlyMemory<byte>> texts)
        : base(name)
    {
        (Type, Shape, Texts) = (DataType.Bytes, shape, texts);
        Count = CountOf(shape);
        if (texts.Length != Count)
        {
            throw new ArgumentException($"{texts.Length} texts are not {Count}.", nameof(texts));
        }
    }

    /// <summary>The type of its elements; never <see cref="DataType.Json"/>.</summary>
    public DataType Type { get; }

    /// <summary>Its sizes, outermost first; empty for a scalar.</summary>
    public long[] Shape { get; }

    /// <summary>How many elements it has.</summary>
    public long Count { get; }

    /// <summary>
    /// Its elements, little-endian and without gaps, a truth value as one byte 0 or 1, bfloat16 as the upper half of a single;
    /// empty for texts. It may begin at any address.
    /// </summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>The elements of a tensor of texts, UTF-8 by custom (the Open Inference Protocol allows any bytes); otherwise empty.</summary>
    public ReadOnlyMemory<ReadOnlyMemory<byte>> Texts { get; }

    /// <summary>A tensor of some elements, which are copied: for code that is not on the hot path.</summary>
    public static Tensor Of<T>(string name, DataType type, long[] shape, params ReadOnlySpan<T> elements)
        where T : unmanaged =>
        new(name, type, shape, MemoryMarshal.AsBytes(elements).ToArray());

    /// <summary>A tensor of some texts, as UTF-8: for code that is not on the hot path.</summary>
    public static Tensor Of(string name, long[] shape, params ReadOnlySpan<string> texts)
    {
        var items = new ReadOnlyMemory<byte>[texts.Length];
        for (var i = 0; i < items.Length; i++)
        {
            items[i] = Encoding.UTF8.GetBytes(texts[i]);
        }

        return new Tensor(name, shape, items);
    }

    /// <summary>The elements as what they are; <typeparamref name="T"/> has the size of the type.</summary>
    public ReadOnlySpan<T> Elements<T>()
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(Data.Span);

    /// <summary>A text, bytes that are not UTF-8 as U+FFFD.</summary>
    public string Text(int index) => Encoding.UTF8.GetString(Texts.Span[index].Span);

    /// <summary>How many elements a shape has.</summary>
    /// <exception cref="OverflowException">More than 64 bits can count.</exception>
    public static long CountOf(ReadOnlySpan<long> shape)
    {
        var count = 1L;
        foreach (var size in shape)
        {
            count = checked(count * size);
        }

        return count;
    }
}
