using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Penstock.Tests.Hosting.Cleartext;

/// <summary>HTTP/2 by hand, frame by frame (RFC 9113), for what a client library does not show.</summary>
internal sealed class Http2Connection : IDisposable
{
    private const byte Data = 0, Headers = 1, Reset = 3, Settings = 4;
    private readonly TcpClient _tcp = new() { NoDelay = true };

    public static async Task<Http2Connection> OpenAsync(Uri address)
    {
        var connection = new Http2Connection();
        await connection._tcp.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    public static byte[] Frame(byte type, byte flags, int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[9 + payload.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, payload.Length << 8);
        (frame[3], frame[4]) = (type, flags);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        payload.CopyTo(frame.AsSpan(9));
        return frame;
    }

    public ValueTask SendAsync(byte[] bytes) => _tcp.GetStream().WriteAsync(bytes);

    /// <summary>The next frame; null when the connection has closed.</summary>
    public async Task<(byte Type, byte Flags, int Stream, byte[] Payload)?> ReadAsync(CancellationToken ct)
    {
        var head = new byte[9];
        if (await _tcp.GetStream().ReadAtLeastAsync(head, 9, throwOnEndOfStream: false, ct) < 9)
        {
            return null;
        }

        var payload = new byte[BinaryPrimitives.ReadInt32BigEndian(head) >>> 8];
        await _tcp.GetStream().ReadExactlyAsync(payload, ct);
        return (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)), payload);
    }

    /// <summary>Posts JSON and reads to the end: all data, and the code of the reset that came behind it, null for a clean end.</summary>
    public async Task<(string Data, uint? Reset)> AskAsync(string path, string key, string json, CancellationToken ct)
    {
        byte[] head = [.. Field(":method", "POST"), .. Field(":scheme", "http"), .. Field(":path", path), .. Field(":authority", "x"), .. Field("authorization", "Bearer " + key), .. Field("content-type", "application/json")];
        await SendAsync([.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0, []), .. Frame(Headers, 4, 1, head), .. Frame(Data, 1, 1, Encoding.UTF8.GetBytes(json))]);
        var data = new StringBuilder();
        while (await ReadAsync(ct) is { } frame)
        {
            if (frame.Type == Data && frame.Stream == 1)
            {
                data.Append(Encoding.UTF8.GetString(frame.Payload));
                if ((frame.Flags & 1) != 0)
                {
                    return (data.ToString(), null);
                }
            }
            else if (frame.Type == Reset)
            {
                return (data.ToString(), BinaryPrimitives.ReadUInt32BigEndian(frame.Payload));
            }
        }

        return (data.ToString(), null);
    }

    public void Dispose() => _tcp.Dispose();

    // A literal without indexing (RFC 7541, 6.2.2), its texts shorter than 127 bytes.
    private static byte[] Field(string name, string value) => [0, (byte)name.Length, .. Encoding.ASCII.GetBytes(name), (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
