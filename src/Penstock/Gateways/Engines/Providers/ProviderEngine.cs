using Penstock.Dialects;
using Penstock.Dialects.Tokens;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Providers;

/// <summary>Any provider over HTTP: its dialect says what is sent and how it is read, its key or its signer proves who asks.</summary>
/// <param name="options">The provider.</param>
/// <param name="dialect">What it speaks.</param>
/// <param name="http">Its connections; owned.</param>
internal sealed class ProviderEngine(ProviderOptions options, ProviderDialect dialect, HttpMessageInvoker http) : IEngine, IDisposable
{
    /// <summary>What it speaks.</summary>
    public ProviderDialect Dialect => dialect;

    public async ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
    {
        if (!dialect.Capabilities.Contains(call.Head.Capability))
        {
            return CallResult.Fail(Unsupported.Operation(call, target, options.Name));
        }

        var (request, error) = dialect.Request(call, target, options.Traits);
        if (request is null)
        {
            return CallResult.Fail(error!);
        }

        if (request.Losses.Refused is { } missing)
        {
            return CallResult.Fail(Unsupported.Content(call, missing));
        }

        call.State.Dropped = request.Losses.Names;
        if (call.Head.Strict && request.Losses.Count > 0)
        {
            return CallResult.Fail(Unsupported.Strictly(call, request.Losses.Names));
        }

        var spoken = request.AnsweredIn ?? dialect;
        HttpResponseMessage? answer = null;
        try
        {
            (answer, var refused) = await ProviderExchange.SendAsync(options, http, (this, call, request), static of => of.Item1.Message(of.call, of.request), ct);
            if (answer is null)
            {
                return CallResult.Fail(refused!);
            }

            if (!answer.IsSuccessStatusCode)
            {
                return CallResult.Fail(await ReadErrorAsync(spoken, call, answer, ct));
            }

            var source = new AnswerSource(call, request, answer.Content.Headers.ContentType?.ToString(), request.Forwarded ? Crossing(spoken, answer) : []);

            // The head of a stream is no sign of life: its first event is what the first-byte time-out waits for.
            if (!request.Stream)
            {
                call.State.Clock?.Progress();
                return await ReadAnswerAsync(spoken, answer, source, target, ct);
            }

            if (!spoken.IsStream(answer.Content.Headers.ContentType?.MediaType))
            {
                return CallResult.Fail(ErrorKind.ProviderCut, $"The provider answered '{Shown(source.ContentType)}' where a stream was asked for.");
            }

            var frames = spoken.ReadStream(await ProviderExchange.DecodedAsync(answer, ct), source);
            answer = null;
            return new CallResult.Streamed(options.Scrubber is { } scrubber ? new ScrubbedFrames(frames, scrubber) : frames);
        }
        catch (Exception exception) when (ProviderExchange.IsOfTheWay(exception, ct))
        {
            return CallResult.Fail(ProviderExchange.Unreachable(options, exception));
        }
        finally
        {
            answer?.Dispose();
        }
    }

    public void Dispose() => http.Dispose();

    private HttpRequestMessage Message(Call call, ProviderRequest request)
    {
        var message = ProviderExchange.Request(request.Method, new Uri(options.BaseAddress, request.Path), call, options, request.Accept, translated: !request.Forwarded);
        foreach (var (name, value) in request.Headers)
        {
            if (!message.Headers.NonValidated.Contains(name))
            {
                message.Headers.TryAddWithoutValidation(name, value);
            }
        }

        if (request.Method == HttpMethod.Post)
        {
            message.Content = new PiecesContent(request.Body, request.ContentType);
        }

        return message;
    }

    private static async ValueTask<CallResult> ReadAnswerAsync(ProviderDialect spoken, HttpResponseMessage answer, AnswerSource source, Target target, CancellationToken ct)
    {
        var body = await ProviderExchange.ReadBodyAsync(source.Call, answer, ProviderExchange.LongestAnswer, ct);
        if (body is null)
        {
            return CallResult.Fail(ErrorKind.ProviderCut, $"The provider's answer is larger than {ProviderExchange.LongestAnswer / 1024 / 1024} MiB.");
        }

        if (spoken.ReadAnswer(body, source) is { } read)
        {
            UsageEstimate.Of(source.Call, target, read);
            return new CallResult.Unary(read);
        }

        body.Dispose();
        return CallResult.Fail(ErrorKind.ProviderCut, $"The provider's answer ('{Shown(source.ContentType)}') is not the JSON object that was expected.");
    }

    private async ValueTask<CallError> ReadErrorAsync(ProviderDialect spoken, Call call, HttpResponseMessage answer, CancellationToken ct)
    {
        var status = (int)answer.StatusCode;
        if (ProviderExchange.Refusal(options, status) is { } refusal)
        {
            return refusal;
        }

        var body = await ProviderExchange.ReadErrorBodyAsync(options, answer, ct);
        var contentType = answer.Content.Headers.ContentType?.ToString();
        var fault = spoken.ReadFault(body, contentType, status);
        var code = spoken.ErrorCodeHeader is { } header && answer.Headers.NonValidated.TryGetValues(header, out var named) ? named.ToString().Split(':')[0] : null;

        // Some providers say in the body how long to wait.
        return fault with { Code = fault.Code ?? code, RetryAfter = ProviderExchange.RetryAfter(answer, call.Time) ?? fault.RetryAfter };
    }

    private static List<KeyValuePair<string, string>> Crossing(ProviderDialect spoken, HttpResponseMessage answer)
    {
        var crossing = new List<KeyValuePair<string, string>>();
        foreach (var name in spoken.AnswerHeaders)
        {
            if (answer.Headers.NonValidated.TryGetValues(name, out var values))
            {
                crossing.Add(new(name, values.ToString()));
            }
        }

        return crossing;
    }

    private static string Shown(string? mediaType) => mediaType is null ? "no content type" : mediaType.Split(';')[0];
}
