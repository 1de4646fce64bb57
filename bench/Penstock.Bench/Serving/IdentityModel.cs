using System.Text;

namespace Penstock.Bench.Serving;

/// <summary>An ONNX file that gives back the <c>[1, N]</c> floats that it takes: what is left is what serving costs.</summary>
internal static class IdentityModel
{
    public static byte[] Make(int length) =>
    [
        .. Field(1, 8), // IR version
        .. Field(7, Graph(length)),
        .. Field(8, [.. Field(1, ""), .. Field(2, 13)]), // operator set
    ];

    // onnx.proto3's field numbers.
    private static byte[] Graph(int length) =>
    [
        .. Field(1, [.. Field(1, "x"), .. Field(2, "y"), .. Field(4, "Identity")]),
        .. Field(2, "identity"),
        .. Field(11, Port("x", length)),
        .. Field(12, Port("y", length)),
    ];

    private static byte[] Port(string name, int length)
    {
        byte[] shape = [.. Field(1, Field(1, 1)), .. Field(1, Field(1, length))];
        return [.. Field(1, name), .. Field(2, Field(1, [.. Field(1, 1), .. Field(2, shape)]))];
    }

    private static byte[] Field(int number, int value) => [(byte)(number << 3), .. Varint(value)];

    private static byte[] Field(int number, string value) => Field(number, Encoding.UTF8.GetBytes(value));

    private static byte[] Field(int number, byte[] value) => [(byte)((number << 3) | 2), .. Varint(value.Length), .. value];

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            yield return (byte)(value | 0x80);
        }

        yield return (byte)value;
    }
}
