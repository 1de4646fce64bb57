using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Penstock.Dialects;
using Penstock.Domain.Calls;

namespace Penstock.Resources;

/// <summary>Answers with an error: status, headers and body in the protocol's format.</summary>
internal static class ErrorAnswer
{
    /// <summary>The header that carries a call's id.</summary>
    public const string CallIdHeader = "x-penstock-call-id";

    /// <summary>Prepares status, headers and body; the body is released by <paramref name="before"/> having run and a flush.</summary>
    public static async Task WriteAsync(HttpContext http, ErrorFormat format, CallError error, string callId, Func<long, ValueTask>? before = null)
    {
        error = format.Adapt(error);
        var moved = RenamedAddress.Of(http, error);
        error = moved is null ? error : error with { OtherStatus = RenamedAddress.Status(http) };
        using var body = new PooledBytes();
        format.Write(error, callId, body);
        if (before is not null)
        {
            await before(body.Length);
        }

        if (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }

        var response = http.Response;
        response.StatusCode = error.Status;
        response.ContentType = format.ContentType;
        response.ContentLength = HttpMethods.IsHead(http.Request.Method) ? null : body.Length;
        response.Headers[CallIdHeader] = callId;
        foreach (var (name, value) in format.Headers(error))
        {
            response.Headers[name] = value;
        }

        if (moved is not null)
        {
            response.Headers.Location = moved;
        }

        if (error.RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (error.Allow.Count > 0)
        {
            response.Headers.Allow = string.Join(", ", error.Allow);
        }

        if (error.Status == StatusCodes.Status401Unauthorized)
        {
            response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"penstock\"";
        }

        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await response.BodyWriter.WriteAsync(body.Memory, http.RequestAborted);
        }
    }
}
