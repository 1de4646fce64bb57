using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace Penstock.Upstream;

/// <summary>Sends a delivery, piece by piece, and ends it as told.</summary>
internal sealed class AnswerWriter(UpstreamOptions options)
{
    /// <returns>True when everything was sent and ended as HTTP wants.</returns>
    public async Task<bool> WriteAsync(HttpContext context, Delivery delivery, Directives directives, CancellationToken ct)
    {
        if (delivery.FirstByteDelay > TimeSpan.Zero)
        {
            await Task.Delay(delivery.FirstByteDelay, options.Clock, ct);
        }

        if (delivery.Ending == Ending.ResetBeforeHeaders)
        {
            context.Abort();
            return false;
        }

        var answer = delivery.Answer;
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.Headers.Server = "provider-stand-in";
        context.Response.ContentLength = delivery.DeclaredLength;
        if (delivery.Ending != Ending.Complete)
        {
            // The headers leave even when not one byte of the body follows.
            await context.Response.Body.FlushAsync(ct);
        }

        await WriteBodyAsync(context, answer, directives, ct);
        return await EndAsync(context, delivery.Ending, ct);
    }

    private async Task WriteBodyAsync(HttpContext context, Answer answer, Directives directives, CancellationToken ct)
    {
        var pieces = directives.Pieces ?? answer.Pieces ?? (answer.IsStream ? options.Pieces : Pieces.Whole);
        var pace = directives.Pace ?? (answer.EventPace > TimeSpan.Zero ? answer.EventPace : answer.IsStream ? options.Pace : TimeSpan.Zero);
        var cutter = new PieceCutter(pieces, directives.Seed ?? options.Seed, pieces == Pieces.Event ? BodyEvents.Ends(answer) : []);
        for (var at = 0; at < answer.Body.Length;)
        {
            ct.ThrowIfCancellationRequested();
            var length = cutter.Next(answer.Body.Span, at);
            await context.Response.BodyWriter.WriteAsync(answer.Body.Slice(at, length), ct);
            at += length;
            if (pace > TimeSpan.Zero && at < answer.Body.Length)
            {
                await Task.Delay(pace, options.Clock, ct);
            }
        }
    }

    private async Task<bool> EndAsync(HttpContext context, Ending ending, CancellationToken ct)
    {
        switch (ending)
        {
            case Ending.Complete:
                ct.ThrowIfCancellationRequested();
                await context.Response.CompleteAsync();
                return true;
            case Ending.Stall:
                await Task.Delay(Timeout.InfiniteTimeSpan, options.Clock, ct);
                return false;
            case Ending.Fin:
                context.Features.Get<IConnectionSocketFeature>()!.Socket.Shutdown(SocketShutdown.Send);
                try
                {
                    // A reset now could overtake the FIN: the client leaves first.
                    await Task.Delay(TimeSpan.FromSeconds(5), options.Clock, ct);
                }
                finally
                {
                    context.Abort();
                }

                return false;
            default:
                await SendQueue.EmptyAsync(context.Features.Get<IConnectionSocketFeature>()!.Socket, ct);
                context.Abort();
                return false;
        }
    }
}
