using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Providers;

/// <summary>Any provider that speaks OpenAI's dialect.</summary>
internal sealed class OpenAiEngine(ProviderOptions options, HttpMessageInvoker http) : IEngine, IDisposable
{
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
            var body = await ProviderExchange.DecodedAsync(answer, ct);
            var stream = new CallResult.Streamed(new OpenAiFrames(body, call.State, withhold, answer.Content.Headers.ContentType.ToString(), Crossing(answer)));
            answer = null;
            return stream;
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

    private HttpRequestMessage Message(Call call, OpenAiRequest request, string upstreamModel)
    {
        var message = ProviderExchange.Request(
            HttpMethod.Post, _addresses[call.Head.Capability], call, options, request.Stream ? "text/event-stream" : "application/json");
        message.Content = new PiecesContent(OpenAiForwarding.Pieces(request, upstreamModel, options.IncludeUsage));
        return message;
    }

    private static async ValueTask<CallResult> ReadAnswerAsync(Call call, HttpResponseMessage answer, CancellationToken ct)
    {
        var body = await ProviderExchange.ReadBodyAsync(call, answer, ProviderExchange.LongestAnswer, ct);
        if (body is null)
        {
            return CallResult.Fail(ErrorKind.ProviderCut, $"The provider's answer is larger than {ProviderExchange.LongestAnswer / 1024 / 1024} MiB.");
        }

        if (!OpenAiTap.TryRead(body.Memory.Span, out var tap))
        {
            body.Dispose();
            return CallResult.Fail(ErrorKind.ProviderCut, $"The provider's answer ('{Shown(answer.Content.Headers.ContentType?.MediaType)}') is not the JSON object that was expected.");
        }

        call.State.Usage = tap.Usage;
        return new CallResult.Unary(new OpenAiAnswer(body, tap, answer.Content.Headers.ContentType?.ToString(), Crossing(answer), call.Head.Capability));
    }

    private async ValueTask<CallError> ReadErrorAsync(Call call, HttpResponseMessage answer, CancellationToken ct)
    {
        var status = (int)answer.StatusCode;
        if (ProviderExchange.Refusal(options, status) is { } refusal)
        {
            return refusal;
        }

        using var body = await ProviderExchange.ReadBodyAsync(null, answer, ProviderExchange.LongestError, ct);
        var contentType = answer.Content.Headers.ContentType?.ToString();
        return OpenAiErrors.ReadFault(body?.Memory.ToArray() ?? [], contentType, status) with { RetryAfter = ProviderExchange.RetryAfter(answer, call.Time) };
    }

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

    private static string Shown(string? mediaType) => mediaType ?? "no content type";
}
