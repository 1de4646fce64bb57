using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Penstock.Gateways.Storage.Sql;

namespace Penstock.Gateways.Storage.Audit;

/// <summary>
/// The bytes that digests are taken of: for each field that has a value, in a fixed order, <c>name=length:value</c> and a line feed; the
/// length is that of the value in bytes, texts are UTF-8, numbers decimal. No two lists of fields have the same bytes, and a field that a
/// later version adds changes nothing where it has no value.
/// </summary>
internal sealed class CanonicalBytes
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    /// <summary>Begins anew.</summary>
    public CanonicalBytes Clear()
    {
        _buffer.ResetWrittenCount();
        return this;
    }

    /// <summary>Adds a field.</summary>
    public CanonicalBytes Add(string name, ColumnValue value)
    {
        if (value.Text is { } text)
        {
            var length = Encoding.UTF8.GetByteCount(text);
            Head(name, length);
            Encoding.UTF8.GetBytes(text, _buffer.GetSpan(length));
            _buffer.Advance(length);
        }
        else if (value.Number is { } number)
        {
            Span<byte> digits = stackalloc byte[20];
            Utf8Formatter.TryFormat(number, digits, out var length);
            Head(name, length);
            _buffer.Write(digits[..length]);
        }
        else
        {
            return this;
        }

        _buffer.Write("\n"u8);
        return this;
    }

    /// <summary>SHA-256 of what was added, in base64url without padding: 43 characters.</summary>
    public string Digest()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_buffer.WrittenSpan, hash);
        return Base64Url.EncodeToString(hash);
    }

    private void Head(string name, int length)
    {
        var room = _buffer.GetSpan(name.Length + 13);
        var count = Encoding.ASCII.GetBytes(name, room);
        room[count++] = (byte)'=';
        Utf8Formatter.TryFormat(length, room[count..], out var digits);
        count += digits;
        room[count++] = (byte)':';
        _buffer.Advance(count);
    }
}
