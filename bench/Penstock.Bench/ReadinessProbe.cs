using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Penstock.Bench;

/// <summary>Asks a health path until it answers 200 once; a server without such a path is ready as soon as it answers calls.</summary>
internal sealed class ReadinessProbe(int port, string? path)
{
    private readonly byte[] _buffer = new byte[4096];
    private bool _ready = path is null;

    /// <returns>Null when ready.</returns>
    public string? Ask()
    {
        if (_ready)
        {
            return null;
        }

        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 5_000 };
            socket.Connect(IPAddress.Loopback, port);
            socket.Send(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"));
            var read = socket.Receive(_buffer);
            var status = Encoding.ASCII.GetString(_buffer, 0, Math.Min(read, 12));
            _ready = status == "HTTP/1.1 200";
            return _ready ? null : $"{path} answered '{status}'";
        }
        catch (SocketException e)
        {
            return e.Message;
        }
    }
}
