using System.Text;
using Xunit;

namespace Penstock.Tests.Onnx;

/// <summary>Writes and reads protobuf messages, as far as ONNX files need it: varints and length-delimited fields.</summary>
internal sealed class ProtoMessage
{
    private readonly MemoryStream bytes = new();

    internal ProtoMessage Add(int field, long value) => Varint((ulong)field << 3).Varint((ulong)value);

    internal ProtoMessage Add(int field, string value) => Add(field, Encoding.UTF8.GetBytes(value));

    internal ProtoMessage Add(int field, ProtoMessage value) => Add(field, value.ToArray());

    internal ProtoMessage Add(int field, byte[] value)
    {
        Varint((ulong)field << 3 | 2).Varint((ulong)value.Length);
        bytes.Write(value);
        return this;
    }

    internal byte[] ToArray() => bytes.ToArray();

    /// <summary>The length-delimited fields with this number.</summary>
    internal static IEnumerable<byte[]> Read(byte[] message, int field)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = ReadVarint(message, ref at);
            var value = (int)ReadVarint(message, ref at);
            if ((tag & 7) == 0)
            {
                continue;
            }
            Assert.Equal(2ul, tag & 7);
            if ((int)(tag >> 3) == field)
            {
                yield return message[at..(at + value)];
            }
            at += value;
        }
    }

    private static ulong ReadVarint(byte[] message, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var part = message[at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }
    }

    private ProtoMessage Varint(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.WriteByte((byte)(value | 0x80));
        }
        bytes.WriteByte((byte)value);
        return this;
    }
}
