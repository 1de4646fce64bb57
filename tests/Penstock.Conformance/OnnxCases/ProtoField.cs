using System.Buffers.Binary;

namespace Penstock.Conformance.OnnxCases;

/// <summary>One field of a protobuf message.</summary>
internal readonly record struct ProtoField(int Number, int Wire, long Value, ReadOnlyMemory<byte> Bytes)
{
    public static IEnumerable<ProtoField> Read(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Varint(message.Span, ref at);
            var (number, wire) = ((int)(tag >> 3), (int)(tag & 7));
            switch (wire)
            {
                case 0:
                    yield return new(number, wire, Varint(message.Span, ref at), default);
                    break;
                case 1:
                    yield return new(number, wire, BinaryPrimitives.ReadInt64LittleEndian(message.Span[at..]), default);
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref at);
                    yield return new(number, wire, 0, message.Slice(at, length));
                    at += length;
                    break;
                case 5:
                    yield return new(number, wire, BinaryPrimitives.ReadInt32LittleEndian(message.Span[at..]), default);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Wire type {wire}.");
            }
        }
    }

    public static List<long> Varints(ReadOnlySpan<byte> packed)
    {
        var numbers = new List<long>();
        for (var at = 0; at < packed.Length;)
        {
            numbers.Add(Varint(packed, ref at));
        }

        return numbers;
    }

    private static long Varint(ReadOnlySpan<byte> message, ref int at)
    {
        var value = 0L;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }
}
