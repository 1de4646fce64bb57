using System.Net;
using System.Net.Sockets;

namespace Penstock.Bench.Translating;

/// <summary>
/// Paced streams on a connection and a thread each, begun one after another over the length of a stream: the time from sending the request
/// to the first event with text in it.
/// </summary>
internal static class TtftPhase
{
    public static TtftSample Run(Work work, int streams, int rounds, int events, TimeSpan lasting)
    {
        var all = new long[streams * rounds];
        string? failure = null;
        var failed = 0;
        var begin = Linux.Now() + 200_000_000;
        var threads = Enumerable.Range(0, streams).Select(number => new Thread(
            () =>
            {
                Linux.PunctualThread();
                using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveTimeout = 30_000 };
                socket.Connect(IPAddress.Loopback, work.Port);
                var counter = new EventCounter();
                var reader = new AnswerReader { Events = counter };
                var buffer = new byte[16_384];
                var place = begin + (lasting.Ticks * 100 * number / streams);
                for (var round = 0; round < rounds; round++)
                {
                    Linux.SleepUntil(place + ((lasting.Ticks + 1_000_000) * 100 * round));
                    var (first, why) = Call(socket, work, reader, counter, buffer, events);
                    all[(number * rounds) + round] = first;
                    if (why is not null)
                    {
                        Interlocked.Increment(ref failed);
                        failure ??= why;
                        return;
                    }
                }
            },
            256 * 1024)).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return new TtftSample([.. all.Where(first => first > 0).Order()], failed, failure);
    }

    private static (long First, string? Failure) Call(Socket socket, Work work, AnswerReader reader, EventCounter counter, byte[] buffer, int events)
    {
        try
        {
            reader.Reset();
            long first = 0;
            var sent = Linux.Now();
            socket.Send(work.Request);
            while (!reader.Complete)
            {
                var read = socket.Receive(buffer);
                if (read == 0)
                {
                    return (0, "closed in mid-stream");
                }

                reader.Feed(buffer.AsSpan(0, read));
                first = first == 0 && counter.InOrder > 0 ? Linux.Now() - sent : first;
            }

            return (first, reader.Status != 200 ? $"status {reader.Status}"
                : counter.InOrder != events || counter.OutOfOrder > 0 ? $"{counter.InOrder} events in order, {counter.OutOfOrder} not"
                : reader.EndsAs(work.End) ? null : "a stream without its end");
        }
        catch (Exception e) when (e is SocketException or InvalidDataException)
        {
            return (0, e.Message);
        }
    }
}
