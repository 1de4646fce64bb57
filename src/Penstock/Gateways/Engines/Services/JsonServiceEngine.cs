using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.JsonService;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Providers;

namespace Penstock.Gateways.Engines.Services;

/// <summary>
/// Runs one operation of an ordinary JSON service (a FastAPI or Flask app). What its document lets be checked is checked before
/// anything leaves; the answer is passed through as it came.
/// </summary>
/// <param name="options">The provider.</param>
/// <param name="http">Its connections; they belong to whoever made them.</param>
/// <param name="operation">What is called.</param>
internal sealed class JsonServiceEngine(ProviderOptions options, HttpMessageInvoker http, ServiceOperation operation) : IEngine
{
    /// <summary>How deep JSON may be nested that nobody describes.</summary>
    private const int MaxDepth = 64;

    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpMethod _method = HttpMethod.Parse(operation.Method);

    /// <inheritdoc/>
    public async ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
    {
        var (input, error) = call.State.Request!.ReadInput(call.State.Model!);
        if (error is not null)
        {
            return CallResult.Fail(error);
        }

        switch (input)
        {
            case PredictInput predict:
                var (address, mistake) = ServiceRequest.Address(operation, predict);
                if (address is null)
                {
                    return CallResult.Fail(mistake!);
                }

                using (var body = ServiceRequest.Body(operation, predict))
                {
                    return await SendAsync(call, address, body?.Memory, predict.Form, ct);
                }

            case OpaqueInput opaque when NotJson(opaque.Body.Span) is { } reason:
                return CallResult.Fail(new CallError(ErrorKind.InvalidRequest, reason));
            case OpaqueInput opaque:
                return await SendAsync(call, operation.Path.TrimStart('/'), opaque.Body, default, ct);
            default:
                throw new InvalidOperationException($"A {input!.GetType().Name} reached a JSON service.");
        }
    }

    private async ValueTask<CallResult> SendAsync(Call call, string address, ReadOnlyMemory<byte>? body, PredictForm form, CancellationToken ct)
    {
        try
        {
            var (sent, refused) = await ProviderExchange.SendAsync(options, http, (this, call, address, body), static of => of.Item1.Message(of.call, of.address, of.body), ct);
            using var answer = sent;
            if (answer is null)
            {
                return CallResult.Fail(refused!);
            }

            if (!answer.IsSuccessStatusCode)
            {
                return CallResult.Fail(await ReadErrorAsync(call, answer, ct));
            }

            call.State.Clock?.Progress();
            return await ReadAnswerAsync(call, answer, form, ct);
        }
        catch (Exception exception) when (ProviderExchange.IsOfTheWay(exception, ct))
        {
            return CallResult.Fail(ProviderExchange.Unreachable(options, exception));
        }
    }

    private HttpRequestMessage Message(Call call, string address, ReadOnlyMemory<byte>? body)
    {
        var message = ProviderExchange.Request(_method, new Uri(options.BaseAddress.AbsoluteUri + address), call, options, "application/json");
        if (body is { } bytes)
        {
            message.Content = new ReadOnlyMemoryContent(bytes) { Headers = { ContentType = Json } };
        }

        return message;
    }

    private async ValueTask<CallResult> ReadAnswerAsync(Call call, HttpResponseMessage answer, PredictForm form, CancellationToken ct)
    {
        var body = await ProviderExchange.ReadBodyAsync(call, answer, ProviderExchange.LongestAnswer, ct);
        if (body is null)
        {
            return CallResult.Fail(ErrorKind.ProviderCut, $"The answer of the service '{options.Name}' is larger than {ProviderExchange.LongestAnswer / 1024 / 1024} MiB.");
        }

        if (body.Length == 0)
        {
            // 204, and 200 without a body: nothing, in JSON.
            body.Write("null"u8);
        }
        else if (NotJson(body.Memory.Span) is not null)
        {
            var type = answer.Content.Headers.ContentType?.MediaType ?? "no content type";
            body.Dispose();
            return CallResult.Fail(ErrorKind.ProviderCut, $"The answer of the service '{options.Name}' ('{type}') is not JSON.");
        }

        return new CallResult.Unary(new ServiceAnswer(body, form));
    }

    private async ValueTask<CallError> ReadErrorAsync(Call call, HttpResponseMessage answer, CancellationToken ct)
    {
        var status = (int)answer.StatusCode;
        if (ProviderExchange.Refusal(options, status) is { } refusal)
        {
            return refusal;
        }

        var body = await ProviderExchange.ReadErrorBodyAsync(options, answer, ct);
        var error = ServiceErrors.ReadFault(options.Name, body, answer.Content.Headers.ContentType?.ToString(), status);
        return error with { RetryAfter = ProviderExchange.RetryAfter(answer, call.Time) };
    }

    private static string? NotJson(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
        {
            return "The body is empty; send a JSON value.";
        }

        if (!Utf8.IsValid(body))
        {
            return "The body is not UTF-8.";
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            while (reader.Read())
            {
                // Every token is checked; what it says is the service's.
            }

            return null;
        }
        catch (JsonException e)
        {
            return $"The body is not JSON, or is nested deeper than {MaxDepth}: line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1}.";
        }
    }
}
