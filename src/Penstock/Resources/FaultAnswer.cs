using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources;

/// <summary>The outermost middleware: an exception that got here is a bug, and is answered as one, in the address's format, and logged.</summary>
internal sealed partial class FaultAnswer(RequestDelegate next, CallIds ids, BusyFault isBusy, ILogger<FaultAnswer> log)
{
    private static readonly CallError Fault = new(ErrorKind.Internal, "Something went wrong inside Penstock. The id finds it in the log.");

    private static readonly CallError Held =
        new(ErrorKind.Unavailable, "The database is busy and took nothing of this. Send it again.") { RetryAfter = TimeSpan.FromSeconds(5) };

    /// <summary>Runs the rest.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        try
        {
            await next(http);
        }
        catch (Exception exception) when (exception is not AnswerCutException && !http.RequestAborted.IsCancellationRequested)
        {
            var id = http.Response.Headers[ErrorAnswer.CallIdHeader] is { Count: > 0 } known ? known.ToString() : ids.Next();
            if (exception is BadHttpRequestException bad)
            {
                await AnswerAsync(http, new CallError(bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? ErrorKind.TooLarge : ErrorKind.InvalidRequest, bad.Message), id);
                return;
            }

            if (isBusy(exception))
            {
                Busy(log, id, exception);
                await AnswerAsync(http, Held, id);
                return;
            }

            Faulted(log, id, exception);
            await AnswerAsync(http, Fault, id);
        }
    }

    private static Task AnswerAsync(HttpContext http, CallError error, string id)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        http.Response.Clear();
        return ErrorAnswer.WriteAsync(http, AddressFormats.Of(http.Request.Path), error, id);
    }

    [LoggerMessage(2, LogLevel.Warning, "The request {CallId} could not be done: the database is busy.")]
    private static partial void Busy(ILogger log, string callId, Exception exception);

    [LoggerMessage(1, LogLevel.Error, "The request {CallId} met a fault inside Penstock.")]
    private static partial void Faulted(ILogger log, string callId, Exception exception);
}
