using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Penstock.Dialects;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Calls;

/// <summary>The body of an HTTP request: refused by its head where that is possible, then read once, up to a bound.</summary>
internal sealed class HttpCallBody(HttpRequest request, CallProtocol protocol, Capability capability, long longest, ArrayPool<byte>? pool = null) : CallBody
{
    // What a client only says it will send costs no more than this; beyond it memory grows with what has come.
    private const int MostAtFirst = 1024 * 1024;

    public override async ValueTask<(CallRequest? Request, CallError? Error)> ReadAsync(CancellationToken ct)
    {
        if (protocol.RefuseMedia(request) is { } refused)
        {
            return (null, refused);
        }

        if (request.ContentLength > longest)
        {
            return (null, TooLarge());
        }

        // The bound is ours, and its error the protocol's; the web server's own stays for whatever else the host serves.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } bound)
        {
            bound.MaxRequestBodySize = null;
        }

        var body = new PooledBytes((int)Math.Min(request.ContentLength ?? 4096, MostAtFirst), pool);
        try
        {
            if (!await FillAsync(body, ct))
            {
                body.Dispose();
                return (null, TooLarge());
            }
        }
        catch (ConnectionResetException)
        {
            body.Dispose();
            return (null, new CallError(ErrorKind.ClientLeft, "The client left before its request was complete."));
        }
        catch (IOException exception)
        {
            // Kestrel's BadHttpRequestException is one; for some bad chunk sizes it throws the base class.
            body.Dispose();
            return (null, new CallError(ErrorKind.InvalidRequest, $"The request's body could not be read: {exception.Message}"));
        }
        catch
        {
            body.Dispose();
            throw;
        }

        return await protocol.ScanAsync(request, body, capability, ct);
    }

    private async ValueTask<bool> FillAsync(PooledBytes body, CancellationToken ct)
    {
        var reader = request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(ct);
            if (body.Length + read.Buffer.Length > longest)
            {
                reader.AdvanceTo(read.Buffer.End);
                return false;
            }

            foreach (var segment in read.Buffer)
            {
                // The end comes as an empty piece, for which a full buffer would grow.
                if (!segment.IsEmpty)
                {
                    body.Write(segment.Span);
                }
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                return true;
            }
        }
    }

    private CallError TooLarge() => new(
        ErrorKind.TooLarge,
        string.Create(CultureInfo.InvariantCulture, $"The body is larger than {longest} bytes, which is the most this server reads (server.max_body_bytes)."));
}
