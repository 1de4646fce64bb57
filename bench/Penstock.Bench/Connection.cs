using System.Net;
using System.Net.Sockets;

namespace Penstock.Bench;

/// <summary>
/// One keep-alive connection with blocking calls on a thread of its own: the least noise that a client can add. Buffers are
/// made once.
/// </summary>
internal sealed class Connection(int port) : IDisposable
{
    private readonly byte[] _buffer = new byte[65_536];
    private readonly AnswerReader _reader = new();
    private Socket? _socket;

    /// <returns>Null when the call was answered whole, otherwise what was wrong; the connection is made anew after that.</returns>
    public string? Call(ReadOnlySpan<byte> request, AnswerEnd end)
    {
        try
        {
            _socket ??= Open();
            for (var sent = 0; sent < request.Length;)
            {
                sent += _socket.Send(request[sent..]);
            }

            _reader.Reset();
            while (!_reader.Complete)
            {
                var read = _socket.Receive(_buffer);
                if (read == 0)
                {
                    return Broken("the connection was closed in mid-answer");
                }

                _reader.Feed(_buffer.AsSpan(0, read));
            }

            return _reader.Status != 200 ? $"status {_reader.Status}"
                : _reader.EndsAs(end) ? null
                : end == AnswerEnd.Object ? "a body that is not whole" : "a stream without its end";
        }
        catch (Exception e) when (e is SocketException or InvalidDataException)
        {
            return Broken(e.Message);
        }
    }

    public void Dispose() => _socket?.Dispose();

    private Socket Open()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    private string Broken(string why)
    {
        _socket?.Dispose();
        _socket = null;
        return why;
    }
}
