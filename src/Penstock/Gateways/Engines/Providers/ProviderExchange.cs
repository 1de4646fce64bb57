using System.Diagnostics;
using System.Net;
using System.Text;
using Penstock.Dialects;
using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Providers;

/// <summary>What every engine over HTTP does alike: the head of a request, the bounded reading of an answer, and the errors of the way.</summary>
internal static class ProviderExchange
{
    /// <summary>The most of an answer that is read, in bytes.</summary>
    public const int LongestAnswer = 256 * 1024 * 1024;

    /// <summary>The most of an error that is read, in bytes.</summary>
    public const int LongestError = 64 * 1024;

    private static readonly string UserAgent = "penstock/" + typeof(ProviderExchange).Assembly.GetName().Version?.ToString(3);

    /// <summary>Sends a request with its proof. One that the provider refuses is sent once more if there is another proof by now: a refused one did nothing.</summary>
    /// <param name="options">The provider.</param>
    /// <param name="http">Its connections.</param>
    /// <param name="of">What the request is made of.</param>
    /// <param name="make">Makes the request, without its proof.</param>
    /// <param name="ct">Ends it.</param>
    public static async ValueTask<(HttpResponseMessage? Answer, CallError? Error)> SendAsync<T>(ProviderOptions options, HttpMessageInvoker http, T of, Func<T, HttpRequestMessage> make, CancellationToken ct)
    {
        var message = make(of);
        try
        {
            if (options.Signer is not { } signer)
            {
                return (await http.SendAsync(message, ct), null);
            }

            if (await signer.SignAsync(message, ct) is { } error)
            {
                return (null, error);
            }

            var answer = await http.SendAsync(message, ct);
            if (answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) || !await signer.RenewAsync(message, ct))
            {
                return (answer, null);
            }

            answer.Dispose();
            message.Dispose();
            message = make(of);
            return await signer.SignAsync(message, ct) is { } again ? (null, again) : (await http.SendAsync(message, ct), null);
        }
        finally
        {
            message.Dispose();
        }
    }

    /// <summary>A request with the headers that cross: the operator's, and what the dialect lets through; the proof is added when it is sent.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="address">The whole address.</param>
    /// <param name="call">Whose forwarded headers go on; null for a request of Penstock's own.</param>
    /// <param name="options">The provider.</param>
    /// <param name="accept">The media type asked for.</param>
    /// <param name="translated">Whether the client speaks another dialect: then only the headers that mean the same everywhere cross.</param>
    public static HttpRequestMessage Request(HttpMethod method, Uri address, Call? call, ProviderOptions options, string accept, bool translated = false)
    {
        var message = new HttpRequestMessage(method, address)
        {
            Version = address.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        var headers = message.Headers;
        headers.TryAddWithoutValidation("User-Agent", UserAgent);
        headers.TryAddWithoutValidation("Accept", accept);
        headers.TryAddWithoutValidation("Accept-Encoding", "identity");

        // The span that is current belongs between the client's and the provider's; without one the client's own goes on.
        var activity = Activity.Current is { IdFormat: ActivityIdFormat.W3C } current ? current : null;
        foreach (var (name, value) in call?.Head.Forwarded ?? [])
        {
            if (name is "traceparent" or "tracestate" ? activity is null : !translated || name == "idempotency-key")
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

    /// <summary>Reads a body; null when it is longer than it may be.</summary>
    /// <param name="call">Whose clock is told of every piece; null for a body that is no sign of life.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="longest">The most bytes that are taken.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async ValueTask<PooledBytes?> ReadBodyAsync(Call? call, HttpResponseMessage answer, int longest, CancellationToken ct)
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

    /// <summary>The body of an error, as far as it is read, without any secret of Penstock's: some providers repeat the key they were sent.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadErrorBodyAsync(ProviderOptions options, HttpResponseMessage answer, CancellationToken ct)
    {
        using var body = await ReadBodyAsync(null, answer, LongestError, ct);
        if (body is null || options.Scrubber is null)
        {
            return body?.Memory.ToArray() ?? [];
        }

        // Byte for byte, whatever the encoding: secrets are ASCII.
        var text = Encoding.Latin1.GetString(body.Memory.Span);
        var clean = options.Scrubber.WithoutSecrets(text);
        return ReferenceEquals(clean, text) ? body.Memory.ToArray() : Encoding.Latin1.GetBytes(clean);
    }

    /// <summary>The body, its content codings undone.</summary>
    public static async ValueTask<Stream> DecodedAsync(HttpResponseMessage answer, CancellationToken ct) =>
        ContentDecoding.Decode(await answer.Content.ReadAsStreamAsync(ct), answer.Content.Headers.ContentEncoding);

    /// <summary>The error of a status that is the operator's trouble, or that no provider should answer; null for any other.</summary>
    public static CallError? Refusal(ProviderOptions options, int status) => status switch
    {
        // Nothing of it goes to the client, who could not mend it.
        401 or 403 => new CallError(ErrorKind.ProviderCredentials, $"The provider '{options.Name}' refused Penstock's credentials ({status}). Tell whoever runs Penstock."),
        < 400 or > 599 => new CallError(ErrorKind.ProviderUnavailable, $"The provider '{options.Name}' answered {status}, which is not followed. Tell whoever runs Penstock to check its base_url."),
        _ => null,
    };

    /// <summary>How long the provider asks to wait: seconds or a date (RFC 9110, 10.2.3), a date measured by its own clock where it tells it.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage answer, TimeProvider time) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => (date - (answer.Headers.Date ?? time.GetUtcNow())) is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    /// <summary>The error of a connection that failed.</summary>
    public static CallError Unreachable(ProviderOptions options, Exception exception) => new(
        ErrorKind.ProviderUnavailable,
        $"The provider '{options.Name}' could not be reached, or broke off before it answered ({Reason(exception)}).");

    /// <summary>Why a connection failed, as a word: exception texts hold addresses.</summary>
    public static string Reason(Exception exception) => exception switch
    {
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http => http.HttpRequestError.ToString(),
        HttpIOException io => io.HttpRequestError.ToString(),
        OperationCanceledException => "ConnectTimeout",
        _ => exception.GetType().Name,
    };

    /// <summary>Whether an exception of sending or reading is the connection's: SocketsHttpHandler reports its connect time-out as a cancellation.</summary>
    public static bool IsOfTheWay(Exception exception, CancellationToken ct) =>
        exception is HttpRequestException or IOException || (exception is OperationCanceledException && !ct.IsCancellationRequested);
}
