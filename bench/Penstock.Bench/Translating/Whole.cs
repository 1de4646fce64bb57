using System.Net;
using System.Net.Sockets;

namespace Penstock.Bench.Translating;

/// <summary>
/// Looks once at all of an answer before it is measured: every event must be there, in order, and the text in full. While measuring only
/// the end of each answer is looked at.
/// </summary>
internal static class Whole
{
    /// <returns>Null when it is; otherwise what is wrong.</returns>
    public static string? Failure(Work work, Workload workload)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
        var counter = new EventCounter();
        var reader = new AnswerReader { Events = counter };
        reader.Reset();
        var buffer = new byte[65_536];
        long text = 0;
        try
        {
            socket.Connect(IPAddress.Loopback, work.Port);
            for (var sent = 0; sent < work.Request.Length;)
            {
                sent += socket.Send(work.Request.AsSpan(sent));
            }

            while (!reader.Complete)
            {
                var read = socket.Receive(buffer);
                if (read == 0)
                {
                    return "closed in mid-answer";
                }

                text += buffer.AsSpan(0, read).Count((byte)'x');
                reader.Feed(buffer.AsSpan(0, read));
            }
        }
        catch (Exception e) when (e is SocketException or InvalidDataException)
        {
            return e.Message;
        }

        return reader.Status != 200 ? $"status {reader.Status}"
            : !reader.EndsAs(work.End) ? "an answer without its end"
            : workload.Stream && (counter.InOrder != workload.Events || counter.OutOfOrder > 0) ? $"{counter.InOrder} of {workload.Events} events in order, {counter.OutOfOrder} not"
            : text < workload.LeastText ? $"{text} letters of at least {workload.LeastText}"
            : null;
    }
}
