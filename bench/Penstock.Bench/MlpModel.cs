using System.Runtime.InteropServices;
using System.Text;

namespace Penstock.Bench;

/// <summary>
/// An ONNX file of a perceptron, x [N, 64] → y [N, 10], with two hidden layers: at one row a run reads all of its weights from memory for
/// little arithmetic, at 64 rows it reads them once for all. Field numbers: onnx.proto3.
/// </summary>
internal static class MlpModel
{
    /// <summary>Columns of the input.</summary>
    public const int Inputs = 64;

    private const int Outputs = 10;

    public static void Write(string file, int hidden, int seed)
    {
        var random = new Random(seed);
        int[] widths = [Inputs, hidden, hidden, Outputs];
        var graph = new MemoryStream();
        var value = "x";
        for (var layer = 1; layer < widths.Length; layer++)
        {
            var isLast = layer == widths.Length - 1;
            Field(graph, 1, Node("MatMul", [value, $"w{layer}"], isLast ? "y" : $"m{layer}"));
            if (!isLast)
            {
                Field(graph, 1, Node("Relu", [$"m{layer}"], value = $"r{layer}"));
            }
        }

        Field(graph, 2, "mlp"u8);
        for (var layer = 1; layer < widths.Length; layer++)
        {
            Field(graph, 5, Weights($"w{layer}", widths[layer - 1], widths[layer], random));
        }

        Field(graph, 11, Port("x", Inputs));
        Field(graph, 12, Port("y", Outputs));
        using var model = File.Create(file);
        Number(model, 1, 8);
        Field(model, 7, graph.ToArray());
        Field(model, 8, Message(stream => Number(stream, 2, 16)));
    }

    private static byte[] Node(string type, string[] inputs, string output) => Message(stream =>
    {
        Array.ForEach(inputs, input => Field(stream, 1, Encoding.UTF8.GetBytes(input)));
        Field(stream, 2, Encoding.UTF8.GetBytes(output));
        Field(stream, 4, Encoding.UTF8.GetBytes(type));
    });

    private static byte[] Weights(string name, int rows, int columns, Random random) => Message(stream =>
    {
        Number(stream, 1, rows);
        Number(stream, 1, columns);
        Number(stream, 2, 1);
        Field(stream, 8, Encoding.UTF8.GetBytes(name));
        var weights = new float[rows * columns];
        var scale = 1 / MathF.Sqrt(rows);
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = ((2 * random.NextSingle()) - 1) * scale;
        }

        Field(stream, 9, MemoryMarshal.AsBytes<float>(weights));
    });

    private static byte[] Port(string name, int columns) => Message(port =>
    {
        Field(port, 1, Encoding.UTF8.GetBytes(name));
        Field(port, 2, Message(type => Field(type, 1, Message(tensor =>
        {
            Number(tensor, 1, 1);
            Field(tensor, 2, Message(shape =>
            {
                Field(shape, 1, Message(dimension => Field(dimension, 2, "N"u8)));
                Field(shape, 1, Message(dimension => Number(dimension, 1, columns)));
            }));
        }))));
    });

    private static byte[] Message(Action<Stream> write)
    {
        var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private static void Number(Stream stream, int field, long value)
    {
        Varint(stream, (ulong)field << 3);
        Varint(stream, (ulong)value);
    }

    private static void Field(Stream stream, int field, ReadOnlySpan<byte> value)
    {
        Varint(stream, ((ulong)field << 3) | 2);
        Varint(stream, (ulong)value.Length);
        stream.Write(value);
    }

    private static void Varint(Stream stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.WriteByte((byte)(value | 0x80));
        }

        stream.WriteByte((byte)value);
    }
}
