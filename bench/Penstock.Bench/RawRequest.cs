using System.Buffers.Text;
using System.Net.Sockets;
using System.Text;

namespace Penstock.Bench;

/// <summary>Reads HTTP/1.1 requests from one connection, as much of them as an upstream that answers by model must know.</summary>
internal sealed class RawRequest
{
    private byte[] _buffer = new byte[16_384];
    private int _headEnd;
    private int _length;

    public string Path => Encoding.ASCII.GetString(PathBytes);

    public ReadOnlySpan<byte> PathBytes
    {
        get
        {
            var line = _buffer.AsSpan(0, _headEnd);
            line = line[(line.IndexOf((byte)' ') + 1)..];
            return line[..line.IndexOf((byte)' ')];
        }
    }

    /// <summary>The value of the first <c>"model"</c> in the body, else what the path names; empty when there is none. Escapes are not undone.</summary>
    public ReadOnlySpan<byte> Model
    {
        get
        {
            var body = _buffer.AsSpan(_headEnd, _length - _headEnd);
            var at = body.IndexOf("\"model\":"u8);
            if (at < 0)
            {
                // DIALECT: Gemini has the model in the path: /v1beta/models/NAME:operation.
                var path = PathBytes;
                var name = path.IndexOf("/models/"u8);
                return name < 0 ? default : path[(name + 8)..path.LastIndexOf((byte)':')];
            }

            var value = body[(at + 8)..].TrimStart((byte)' ');
            return value.Length > 1 && value[0] == '"' && value[1..].IndexOf((byte)'"') is > 0 and var end ? value.Slice(1, end) : default;
        }
    }

    /// <returns>False when the connection was closed.</returns>
    public bool Read(Socket socket)
    {
        (_length, _headEnd) = (0, 0);
        long wanted = -1;
        var chunked = false;
        while (true)
        {
            if (_length == _buffer.Length)
            {
                Array.Resize(ref _buffer, _length * 2);
            }

            var read = socket.Receive(_buffer.AsSpan(_length), SocketFlags.None);
            if (read == 0)
            {
                return false;
            }

            _length += read;
            if (wanted < 0 && !chunked)
            {
                var end = _buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8);
                if (end < 0)
                {
                    continue;
                }

                _headEnd = end + 4;
                var head = Encoding.ASCII.GetString(_buffer, 0, end + 2);
                chunked = head.Contains("transfer-encoding: chunked\r\n", StringComparison.OrdinalIgnoreCase);
                var length = head.IndexOf("\r\ncontent-length:", StringComparison.OrdinalIgnoreCase);
                wanted = chunked ? -1 : length < 0 ? 0
                    : Utf8Parser.TryParse(_buffer.AsSpan(length + 17, end - length - 17).TrimStart((byte)' '), out long number, out _) ? number : 0;
            }

            // Synthetic requests end in ASCII of their own, so that only the last chunk can look like this.
            if (chunked ? _buffer.AsSpan(_headEnd, _length - _headEnd).EndsWith("0\r\n\r\n"u8) : _length - _headEnd >= wanted)
            {
                return true;
            }
        }
    }
}
