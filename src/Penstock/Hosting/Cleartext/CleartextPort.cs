using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Penstock.Hosting.Cleartext;

/// <summary>
/// One cleartext port for HTTP/1.1 and for HTTP/2 with prior knowledge (RFC 9113, 3.3): a connection that begins with HTTP/2's preface is served as
/// HTTP/2, any other as before. Not a byte is taken from it. The web server itself tells the two apart only where TLS does
/// (github.com/dotnet/aspnetcore/issues/56984), and some official SDKs speak nothing but HTTP/2.
/// </summary>
/// <param name="next">What serves the connection.</param>
/// <param name="limits">How long a client may be silent, and how long it may take to begin.</param>
/// <param name="time">The clock.</param>
internal sealed class CleartextPort(ConnectionDelegate next, KestrelServerLimits limits, TimeProvider time)
{
    /// <summary>Serves a connection.</summary>
    public async Task ServeAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        var decided = input.TryRead(out var there) ? Decide(input, there) : null;
        if (decided is null)
        {
            try
            {
                decided = await PeekAsync(connection, input);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ConnectionAbortedException or ConnectionResetException)
            {
                // It was silent, or slow, or has gone, or the server ends: there is nobody to answer.
                return;
            }
        }

        if (decided == true)
        {
            ConnectionProtocols.UseHttp2(connection.Features);
        }

        await next(connection);
    }

    private async ValueTask<bool> PeekAsync(ConnectionContext connection, PipeReader input)
    {
        var ending = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        using var patience = new CancellationTokenSource(limits.KeepAliveTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ending, patience.Token);
        var begun = false;
        while (true)
        {
            var read = await input.ReadAsync(stop.Token);
            if (!begun && !read.Buffer.IsEmpty)
            {
                // From the first byte on it is as a request's head: all of it in time, however it drips.
                begun = true;
                patience.CancelAfter(limits.RequestHeadersTimeout);
            }

            if (Decide(input, read) is { } decided)
            {
                return decided;
            }
        }
    }

    // Whether it is HTTP/2; null while too little has come to tell. Everything stays unread.
    private static bool? Decide(PipeReader input, ReadResult read)
    {
        var preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;
        Span<byte> begin = stackalloc byte[24];
        var buffer = read.Buffer;
        var first = buffer.Slice(0, Math.Min(buffer.Length, preface.Length));
        first.CopyTo(begin);
        var fits = preface.StartsWith(begin[..(int)first.Length]);
        bool? decided = !fits || read.IsCompleted ? fits && first.Length == preface.Length : first.Length == preface.Length ? true : null;
        input.AdvanceTo(buffer.Start, decided is null ? buffer.End : buffer.Start);
        return decided;
    }
}
