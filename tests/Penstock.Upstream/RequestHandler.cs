using System.Buffers;
using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Penstock.Upstream;

/// <summary>Receives a request, finds its answer, works the fault in, sends it, and remembers all of that.</summary>
internal sealed class RequestHandler(UpstreamOptions options, ExchangeStore exchanges, RequestLog log, CancellationToken stopping)
{
    private readonly SyntheticAnswers _synthetic = new();
    private readonly AnswerWriter _writer = new(options);
    private readonly ControlEndpoints _control = new(exchanges, log);
    private readonly ConcurrentDictionary<string, int> _faultTurns = new(StringComparer.Ordinal);

    public async Task HandleAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        if (path.StartsWith("/__upstream/", StringComparison.Ordinal))
        {
            await _control.AnswerAsync(context, path);
            return;
        }

        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        byte[]? rented = null;
        ReceivedRequest? received = null;
        try
        {
            (rented, var length) = await ReadBodyAsync(context.Request, ended.Token);
            var body = rented.AsMemory(0, length);
            received = log.Enabled ? Remember(context, body) : null;
            var (delivery, directives) = Decide(context, path, RequestHead.Read(body.Span), received);
            if (received is not null)
            {
                log.Add(received);
            }

            var completed = await _writer.WriteAsync(context, delivery, directives, ended.Token);
            if (received is not null)
            {
                received.Completed = completed;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // The client left, or the stand-in stops: nothing more to say to anyone.
            context.Abort();
        }
        finally
        {
            received?.End();
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private (Delivery Delivery, Directives Directives) Decide(HttpContext context, string path, RequestHead head, ReceivedRequest? received)
    {
        Directives directives;
        try
        {
            directives = Directives.Read(path, context.Request.Headers);
        }
        catch (FormatException e)
        {
            return (Delivery.Clean(OpenAiError.OfStandIn(400, e.Message)), new Directives(null, null, null, null, null, path));
        }

        var (answer, name) = Find(context.Request.Method, directives, head);
        var fault = directives.Fault is { } spec && IsItsTurn(spec, name + " " + directives.Path) ? spec : null;
        if (received is not null)
        {
            received.Exchange = name;
            received.Fault = fault?.Text;
        }

        return (fault is null ? Delivery.Clean(answer) : FaultInjector.Apply(answer, fault.Fault, options.Clock.GetUtcNow()), directives);
    }

    private (Answer Answer, string? Name) Find(string method, Directives directives, RequestHead head)
    {
        if (_synthetic.Find(directives.Exchange ?? head.Model, directives.Path) is { } synthetic)
        {
            return (synthetic, directives.Exchange ?? head.Model);
        }

        var named = exchanges.ById(directives.Exchange);
        if (directives.Exchange is not null && named is null)
        {
            return (OpenAiError.OfStandIn(404, $"The provider stand-in has no exchange '{directives.Exchange}'."), null);
        }

        // DIALECT: Gemini's model list, under v1beta, is a recording; OpenAI's is made here.
        var modelList = method == HttpMethods.Get && directives.Path.EndsWith("/v1/models", StringComparison.Ordinal);
        if (named is null && modelList)
        {
            return (_control.Models(), "models");
        }

        var exchange = named
            ?? exchanges.ById(head.Model)
            ?? exchanges.ByPathSegment(directives.Path)
            ?? exchanges.Match(method, directives.Path, head.Stream, head.Model);
        return exchange is not null ? (exchange.ToAnswer(), exchange.Id)
            : (OpenAiError.OfStandIn(
                404,
                $"The provider stand-in has no recording of {method} {directives.Path} with model '{head.Model}', stream {head.Stream}. "
                + "Name one by the model, the header x-upstream-exchange or the base path /x/exchange=ID."), null);
    }

    private bool IsItsTurn(FaultSpec spec, string of) =>
        spec.Times is not { } times || _faultTurns.AddOrUpdate(spec.Text + " " + of, 1, (_, turns) => turns + 1) <= times;

    private ReceivedRequest Remember(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var request = new ReceivedRequest(
            log.NextOrdinal(),
            context.Request.Method,
            context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget,
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            body.ToArray(),
            options.Clock.GetUtcNow());

        // HTTP/1.1: the connection closes. HTTP/2: the connection lives on, only this stream is reset.
        context.RequestAborted.Register(() => request.Disconnect(options.Clock.GetUtcNow()));
        context.Features.Get<IConnectionLifetimeFeature>()?.ConnectionClosed.Register(() => request.Disconnect(options.Clock.GetUtcNow()));
        return request;
    }

    /// <returns>A rented array that holds the body from its start.</returns>
    private static async Task<(byte[] Rented, int Length)> ReadBodyAsync(HttpRequest request, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)Math.Max(request.ContentLength ?? 16_384, 1));
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == request.ContentLength)
                {
                    return (buffer, length);
                }

                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.CopyTo(larger, 0);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }

            var read = await request.Body.ReadAsync(buffer.AsMemory(length), ct);
            if (read == 0)
            {
                return (buffer, length);
            }

            length += read;
        }
    }
}
