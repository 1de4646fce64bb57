using System.Diagnostics;
using System.Net;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Providers;

/// <summary>Any provider that speaks OpenAI's dialect.</summary>
internal sealed class OpenAiEngine(ProviderOptions options, HttpMessageInvoker http) : IEngine, IDisposable
{
    private const int LongestAnswer = 256 * 1024 * 1024;
    private const int LongestError = 64 * 1024;
    private static readonly string UserAgent = "penstock/" + typeof(OpenAiEngine).Assembly.GetName().Version?.ToString(3);
    private readonly string? _authorization = options.ApiKey is { } key ? "Bearer " + key : null;
    private readonly Dictionary<Capability, Uri> _addresses =
        new[] { Capability.Chat, Capability.Completions, Capability.Embeddings }
            .ToDictionary(capability => capability, capability => new Uri(options.BaseAddress, OpenAiDialect.Path(capability)));

    public async ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
    {
        if (call.State.Request is not OpenAiRequest request)
        {
            throw new InvalidOperationException($"A call in the dialect '{call.Head.Dialect}' reached an OpenAI provider.");
        }

        HttpResponseMessage? answer = null;
        try
        {
            using var message = Message(call, request, target.UpstreamModel);
            answer = await http.SendAsync(message, ct);
            if (!answer.IsSuccessStatusCode)
            {
                return CallResult.Fail(await ReadErrorAsync(call, answer, ct));
            }

            // The head of a stream is no sign of life: its first event is what the first-byte time-out waits for.
            if (!request.Stream)
            {
                call.State.Clock?.Progress();
                return await ReadAnswerAsync(call, answer, ct);
            }

            if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
            {
                return CallResult.Fail(ErrorKind.ProviderCut, $"The provider answered '{Shown(answer.Content.Headers.ContentType?.MediaType)}' where a stream (text/event-stream) was asked for.");
            }

            var withhold = !request.IncludeUsage && options.IncludeUsage;
            var body = await DecodedAsync(answer, ct);
            var stream = new CallResult.Streamed(new OpenAiFrames(body, call.State, withhold, answer.Content.Headers.ContentType.ToString(), Crossing(answer)));
            answer = null;
            return stream;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return CallResult.Fail(Unreachable(exception));
        }
        catch (OperationCanceledException exception) when (!ct.IsCancellationRequested)
        {
            // SocketsHttpHandler reports its connect time-out this way.
            return CallResult.Fail(Unreachable(exception));
        }
        finally
        {
            answer?.Dispose();
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Message(Call call, OpenAiRequest request, string upstreamModel)
    {
        var message = new HttpRequestMessage(HttpMethod.Post, _addresses[call.Head.Capability])
        {
            Content = new PiecesContent(OpenAiForwarding.Pieces(request, upstreamModel, options.IncludeUsage)),
            Version = options.BaseAddress.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        var headers = message.Headers;
        if (_authorization is not null)
        {
            headers.TryAddWithoutValidation("Authorization", _authorization);
        }

        headers.TryAddWithoutValidation("User-Agent", UserAgent);
        headers.TryAddWithoutValidation("Accept", request.Stream ? "text/event-stream" : "application/json");
        headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        // The span that is current belongs between the client's and the provider's; without one the client's own goes on.
        var activity = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current : null;
        foreach (var (name, value) in call.Head.Forwarded)
        {
            if (activity is null || name is not ("traceparent" or "tracestate"))
            {
                headers.TryAddWithoutValidation(name, value);
            }
        }

        foreach (var (name, value) in options.Headers)
        {
            headers.TryAddWithoutValidation(name, value);
        }

        if (activity is not null)
        {
            headers.TryAddWithoutValidation("traceparent", activity.Id);
            if (activity.TraceStateString is { Length: > 0 } traceState)
            {
                headers.TryAddWithoutValidation("tracestate", traceState);
            }
        }

        return message;
    }

    private static async ValueTask<CallResult> ReadAnswerAsync(Call call, HttpResponseMessage answer, CancellationToken ct)
    {
        var body = await ReadBodyAsync(call, answer, LongestAnswer, ct);
        if (body is null)
        {
            return CallResult.Fail(ErrorKind.ProviderCut, $"The provider's answer is larger than {LongestAnswer / 1024 / 1024} MiB.");
        }

        if (!OpenAiTap.TryRead(body.Memory.Span, out var tap))
        {
            body.Dispose();
            return CallResult.Fail(ErrorKind.ProviderCut, $"The provider's answer ('{Shown(answer.Content.Headers.ContentType?.MediaType)}') is not the JSON object that was expected.");
        }

        call.State.Usage = tap.Usage;
        return new CallResult.Unary(new OpenAiAnswer(body, tap, answer.Content.Headers.ContentType?.ToString(), Crossing(answer), call.Head.Capability));
    }

    private static async ValueTask<PooledBytes?> ReadBodyAsync(Call? call, HttpResponseMessage answer, int longest, CancellationToken ct)
    {
        var announced = answer.Content.Headers.ContentLength ?? 4096;
        if (announced > longest)
        {
            return null;
        }

        // One byte more than announced, so that the end is seen without growing.
        var body = new PooledBytes((int)announced + 1);
        try
        {
            await using var stream = await DecodedAsync(answer, ct);
            while (true)
            {
                var read = await stream.ReadAsync(body.Free(), ct);
                if (read == 0)
                {
                    return body;
                }

                body.Advance(read);
                call?.State.Clock?.Progress();
                if (body.Length > longest)
                {
                    body.Dispose();
                    return null;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private async ValueTask<CallError> ReadErrorAsync(Call call, HttpResponseMessage answer, CancellationToken ct)
    {
        var status = (int)answer.StatusCode;
        if (status is 401 or 403)
        {
            // The operator's trouble: nothing of it goes to the client, who could not mend it.
            return new CallError(ErrorKind.ProviderCredentials, $"The provider '{options.Name}' refused Penstock's credentials ({status}). Tell whoever runs Penstock.");
        }

        if (status is < 400 or > 599)
        {
            return new CallError(ErrorKind.ProviderUnavailable, $"The provider '{options.Name}' answered {status}, which is not followed. Tell whoever runs Penstock to check its base_url.");
        }

        using var body = await ReadBodyAsync(null, answer, LongestError, ct);
        var contentType = answer.Content.Headers.ContentType?.ToString();
        return OpenAiErrors.ReadFault(body?.Memory.ToArray() ?? [], contentType, status) with { RetryAfter = RetryAfter(answer, call.Time) };
    }

    // Either seconds or a date (RFC 9110, 10.2.3); a date is measured by the provider's own clock where it tells it.
    private static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider time) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => (date - (answer.Headers.Date ?? time.GetUtcNow())) is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private static async ValueTask<Stream> DecodedAsync(HttpResponseMessage answer, CancellationToken ct) =>
        ContentDecoding.Decode(await answer.Content.ReadAsStreamAsync(ct), answer.Content.Headers.ContentEncoding);

    private static List<KeyValuePair<string, string>> Crossing(HttpResponseMessage answer)
    {
        var crossing = new List<KeyValuePair<string, string>>();
        foreach (var name in OpenAiDialect.ForwardedToClient)
        {
            if (answer.Headers.NonValidated.TryGetValues(name, out var values))
            {
                crossing.Add(new(name, values.ToString()));
            }
        }

        return crossing;
    }

    private CallError Unreachable(Exception exception) => new(
        ErrorKind.ProviderUnavailable,
        $"The provider '{options.Name}' could not be reached, or broke off before it answered ({Reason(exception)}).");

    // The reason as a word: exception texts hold addresses.
    private static string Reason(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        HttpIOException io => io.HttpRequestError.ToString(),
        OperationCanceledException => "ConnectTimeout",
        _ => exception.GetType().Name,
    };

    private static string Shown(string? mediaType) => mediaType ?? "no content type";
}
