using System.Buffers.Binary;
using System.Net.Sockets;

namespace Penstock.Upstream;

/// <summary>
/// Waits until the other side has all that was written: what a socket has taken may still be in its queue, where a full congestion window or BBR's pacing keeps it,
/// and a reset would drop it.
/// </summary>
internal static class SendQueue
{
    // TCP_INFO of linux/tcp.h, and in it tcpi_unacked and tcpi_notsent_bytes.
    private const int TcpInfo = 11;
    private const int Unacknowledged = 24;
    private const int NotSent = 144;

    public static async Task EmptyAsync(Socket socket, CancellationToken ct)
    {
        while (OperatingSystem.IsLinux() && !IsEmpty(socket))
        {
            // The kernel does not go by a test's clock.
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, ct);
        }
    }

    private static bool IsEmpty(Socket socket)
    {
        Span<byte> info = stackalloc byte[256];
        var length = socket.GetRawSocketOption((int)SocketOptionLevel.Tcp, TcpInfo, info);
        return length < NotSent + sizeof(uint)
            || (BinaryPrimitives.ReadUInt32LittleEndian(info[Unacknowledged..]) == 0 && BinaryPrimitives.ReadUInt32LittleEndian(info[NotSent..]) == 0);
    }
}
