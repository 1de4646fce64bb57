using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Penstock.Tests.Resources;

/// <summary>A connection that says exactly what it is told, which no HTTP client would.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<byte> _held = [];

    public static async Task<RawConnection> OpenAsync(Uri address)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(address.Host, address.Port);
        return connection;
    }

    /// <summary>One request on a connection of its own; the status is null when the connection closed without an answer.</summary>
    public static async Task<(int? Status, string Head, string Body)> AskAsync(Uri address, string latin1)
    {
        using var connection = await OpenAsync(address);
        await connection.SendAsync(latin1);
        return await connection.ReadAsync();
    }

    /// <summary>Sends characters up to U+00FF as one byte each.</summary>
    public async Task SendAsync(string latin1)
    {
        var bytes = Encoding.Latin1.GetBytes(latin1);
        try
        {
            for (var sent = 0; sent < bytes.Length;)
            {
                sent += await _socket.SendAsync(bytes.AsMemory(sent));
            }
        }
        catch (SocketException)
        {
            // The server has answered and closed before it had read all: the answer is what counts.
        }
    }

    /// <summary>Breaks the connection with a reset.</summary>
    public void Reset()
    {
        _socket.LingerState = new LingerOption(true, 0);
        _socket.Close();
    }

    /// <summary>Reads one answer whose length is given.</summary>
    public async Task<(int? Status, string Head, string Body)> ReadAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        int end;
        while ((end = Text().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
        {
            if (!await FillAsync(deadline.Token))
            {
                return (null, "", "");
            }
        }

        var head = Text()[..end];
        _held.RemoveRange(0, end + 4);
        var length = head.Split("\r\n").FirstOrDefault(line => line.StartsWith("content-length:", StringComparison.OrdinalIgnoreCase)) is { } line
            ? int.Parse(line.Split(':')[1], CultureInfo.InvariantCulture)
            : 0;
        while (_held.Count < length && await FillAsync(deadline.Token))
        {
        }

        var body = Text()[..Math.Min(length, _held.Count)];
        _held.RemoveRange(0, body.Length);
        return (int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture), head, body);
    }

    public void Dispose() => _socket.Dispose();

    private string Text() => Encoding.Latin1.GetString([.. _held]);

    private async Task<bool> FillAsync(CancellationToken ct)
    {
        var buffer = new byte[8192];
        try
        {
            var count = await _socket.ReceiveAsync(buffer, ct);
            _held.AddRange(buffer.AsSpan(0, count));
            return count > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
