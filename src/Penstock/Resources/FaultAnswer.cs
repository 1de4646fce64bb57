using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources;

/// <summary>The outermost middleware: an exception that got here is a bug, and is answered as one, in the address's format, and logged.</summary>
internal sealed partial class FaultAnswer(RequestDelegate next, CallIds ids, ILogger<FaultAnswer> log)
{
    private static readonly CallError Fault = new(ErrorKind.Internal, "Something went wrong inside Penstock. The id finds it in the log.");

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

    [LoggerMessage(1, LogLevel.Error, "The request {CallId} met a fault inside Penstock.")]
    private static partial void Faulted(ILogger log, string callId, Exception exception);
}
