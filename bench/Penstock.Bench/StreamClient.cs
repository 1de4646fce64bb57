using System.Net;
using System.Net.Sockets;

namespace Penstock.Bench;

/// <summary>One stream on a connection of its own, read without a thread of its own.</summary>
internal sealed class StreamClient(int port, int expectedEvents)
{
    private readonly byte[] _buffer = new byte[8192];

    public EventCounter Events { get; } = new();

    /// <summary>Nanoseconds from sending to the first byte of the answer.</summary>
    public long FirstByte { get; private set; }

    public long Duration { get; private set; }

    public string? Failure { get; private set; } = "not run";

    /// <param name="request">What is sent.</param>
    /// <param name="gate">Bounds how many connect at the same time: the accept queue is not what is measured.</param>
    public async Task RunAsync(ReadOnlyMemory<byte> request, SemaphoreSlim gate)
    {
        var reader = new AnswerReader { Events = Events };
        reader.Reset();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        try
        {
            await gate.WaitAsync(patience.Token);
            long sent;
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                sent = Linux.Now();
                await socket.SendAsync(request, patience.Token);
            }
            finally
            {
                gate.Release();
            }

            while (!reader.Complete)
            {
                var read = await socket.ReceiveAsync(_buffer, patience.Token);
                if (read == 0)
                {
                    Failure = "closed in mid-stream";
                    return;
                }

                FirstByte = FirstByte == 0 ? Linux.Now() - sent : FirstByte;
                reader.Feed(_buffer.AsSpan(0, read));
            }

            Duration = Linux.Now() - sent;
            Failure = reader.Status != 200 ? $"status {reader.Status}"
                : Events.InOrder != expectedEvents || Events.OutOfOrder > 0 ? $"{Events.InOrder} events in order, {Events.OutOfOrder} not"
                : reader.EndsAs(AnswerEnd.Done) ? null : "no [DONE]";
        }
        catch (Exception e) when (e is SocketException or InvalidDataException or OperationCanceledException)
        {
            Failure = e.Message;
        }
    }
}
