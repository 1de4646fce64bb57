using System.Buffers.Binary;
using System.Text;
using Penstock.Onnx;

namespace Penstock.Conformance.OnnxCases;

/// <summary>
/// A tensor of a recorded case: onnx.proto's TensorProto. Its elements are little-endian and without gaps, texts excepted.
/// </summary>
internal sealed record CaseTensor(OnnxElementType Type, long[] Shape, byte[] Data, byte[][] Texts)
{
    /// <summary>Reads a file; null where it holds something else (a sequence, an optional).</summary>
    public static CaseTensor? Read(string path)
    {
        var (dims, type, typed, texts) = (new List<long>(), 0L, new MemoryStream(), new List<byte[]>());
        byte[]? raw = null;
        foreach (var (field, wire, number, bytes) in ProtoField.Read(File.ReadAllBytes(path)))
        {
            switch (field)
            {
                case 1 when wire is 0 or 2:
                    dims.AddRange(wire == 0 ? [number] : ProtoField.Varints(bytes.Span));
                    break;
                case 2 when wire == 0:
                    type = number;
                    break;
                case 4 or 10 when wire == 2:
                    typed.Write(bytes.Span);
                    break;
                case 4 or 10:
                    typed.Write(Little(number, field == 4 ? 4 : 8));
                    break;
                case 5 or 7 or 11:
                    foreach (var one in wire == 0 ? [number] : ProtoField.Varints(bytes.Span))
                    {
                        typed.Write(Little(one, Width((OnnxElementType)type)));
                    }
                    break;
                case 6:
                    texts.Add(bytes.ToArray());
                    break;
                case 8:
                    break;
                case 9:
                    raw = bytes.ToArray();
                    break;
                default:
                    return null;
            }
        }

        var read = new CaseTensor((OnnxElementType)type, [.. dims], raw ?? typed.ToArray(), [.. texts]);
        return read.Fits ? read : null;
    }

    /// <summary>Reads the tensor's value out of ONNX Runtime's.</summary>
    public static CaseTensor Of(OnnxValue value) => value.ElementType == OnnxElementType.String
        ? new(value.ElementType, value.Shape.ToArray(), [], value.StringBytes())
        : new(value.ElementType, value.Shape.ToArray(), value.Bytes().ToArray(), []);

    /// <summary>The elements as doubles, for comparisons with a tolerance.</summary>
    public double[] Numbers() => Type switch
    {
        OnnxElementType.Float => Each(4, bytes => BinaryPrimitives.ReadSingleLittleEndian(bytes)),
        OnnxElementType.Double => Each(8, BinaryPrimitives.ReadDoubleLittleEndian),
        OnnxElementType.Float16 => Each(2, bytes => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes)),
        OnnxElementType.BFloat16 => Each(2, bytes => BitConverter.UInt32BitsToSingle((uint)BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16)),
        _ => throw new InvalidOperationException($"{Type} is compared bit by bit."),
    };

    /// <summary>Whether its elements are compared with a tolerance.</summary>
    public bool IsFloating => Type is OnnxElementType.Float or OnnxElementType.Double or OnnxElementType.Float16 or OnnxElementType.BFloat16;

    public override string ToString() => Type == OnnxElementType.String
        ? $"{Type}[{string.Join(',', Shape)}] {string.Join(' ', Texts.Take(5).Select(Encoding.UTF8.GetString))}"
        : $"{Type}[{string.Join(',', Shape)}] {Convert.ToHexString(Data.AsSpan(0, Math.Min(16, Data.Length)))}";

    // An empty sequence has the same fields, and a name where a tensor has its sizes.
    private bool Fits => Count <= Data.Length + Texts.Length
        && (Type == OnnxElementType.String ? Texts.Length == Count : Type != 0 && Data.Length == Type.Bytes((long)Count));

    private double Count => Shape.Aggregate(1.0, (a, b) => a * b);

    private delegate double FromBytes(ReadOnlySpan<byte> bytes);

    private double[] Each(int size, FromBytes read)
    {
        var numbers = new double[Data.Length / size];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = read(Data.AsSpan(i * size, size));
        }

        return numbers;
    }

    // int32_data also holds the smaller types, float16 as its bits.
    private static int Width(OnnxElementType type) => type.Bits() / 8;

    private static byte[] Little(long number, int width)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes[..width];
    }
}
