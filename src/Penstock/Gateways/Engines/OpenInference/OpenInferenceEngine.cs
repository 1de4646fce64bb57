using System.Globalization;
using System.Net.Http.Headers;
using Penstock.Dialects;
using Penstock.Dialects.OpenInference;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Providers;

namespace Penstock.Gateways.Engines.OpenInference;

/// <summary>
/// Runs one model at another server of the Open Inference Protocol. Input is held against what the server itself says of the model before
/// anything leaves, and its answers are held against it, too.
/// </summary>
/// <param name="options">The server.</param>
/// <param name="http">Its connections; they belong to whoever made them.</param>
/// <param name="model">The model's address there.</param>
/// <param name="served">What the server says of it.</param>
internal sealed class OpenInferenceEngine(ProviderOptions options, HttpMessageInvoker http, Uri model, ServedModel served) : IEngine
{
    private static readonly MediaTypeHeaderValue Json = new(OpenInferenceDialect.Json);
    private static readonly MediaTypeHeaderValue Binary = new(OpenInferenceDialect.Binary);
    private readonly Uri _infer = OpenInferenceDialect.InferAt(model);

    /// <inheritdoc/>
    public async ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
    {
        var (input, error) = call.State.Request!.ReadInput(call.State.Model!);
        if (error is not null)
        {
            return CallResult.Fail(error);
        }

        var predict = input as PredictInput ?? throw new InvalidOperationException($"A {input!.GetType().Name} reached a server of the Open Inference Protocol.");
        try
        {
            using var body = new PooledBytes();
            var json = InferRequestWriter.Write(body, predict, call.Id, served.Binary);
            var (sent, refused) = await ProviderExchange.SendAsync(options, http, (this, call, body, json), static of => of.Item1.Message(of.call, of.body, of.json), ct);
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
            return await ReadAnswerAsync(call, answer, predict, ct);
        }
        catch (Exception exception) when (ProviderExchange.IsOfTheWay(exception, ct))
        {
            return CallResult.Fail(ProviderExchange.Unreachable(options, exception));
        }
    }

    private HttpRequestMessage Message(Call call, PooledBytes body, int? json)
    {
        var message = ProviderExchange.Request(
            HttpMethod.Post, _infer, call, options, served.Binary ? $"{OpenInferenceDialect.Binary}, {OpenInferenceDialect.Json}" : OpenInferenceDialect.Json);
        message.Content = new ReadOnlyMemoryContent(body.Memory) { Headers = { ContentType = json is null ? Json : Binary } };
        if (json is { } length)
        {
            message.Headers.TryAddWithoutValidation(OpenInferenceDialect.HeaderLength, length.ToString(CultureInfo.InvariantCulture));
        }

        return message;
    }

    private async ValueTask<CallResult> ReadAnswerAsync(Call call, HttpResponseMessage answer, PredictInput input, CancellationToken ct)
    {
        int? json = null;
        if (answer.Headers.NonValidated.TryGetValues(OpenInferenceDialect.HeaderLength, out var said))
        {
            if (!int.TryParse(said.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            {
                return Cut($"has no length in {OpenInferenceDialect.HeaderLength}.");
            }

            json = length;
        }

        var body = await ProviderExchange.ReadBodyAsync(call, answer, ProviderExchange.LongestAnswer, ct);
        if (body is null)
        {
            return Cut($"is larger than {ProviderExchange.LongestAnswer / 1024 / 1024} MiB.");
        }

        var (output, error) = InferAnswerReader.Read(body, json, served.Signature, input.Form);
        if (output is null)
        {
            return CallResult.Fail(error!);
        }

        if (Missing(input, output) is { } missing)
        {
            output.Dispose();
            return Cut($"lacks the output '{missing}'.");
        }

        return new CallResult.Unary(new OutputAnswer(output));
    }

    private CallResult Cut(string what) => CallResult.Fail(ErrorKind.ProviderCut, $"The answer of the server '{options.Name}' {what}");

    // What was asked for must be there. DIALECT: Triton's backends may leave out an output that nobody asked for by name, though not all.
    private string? Missing(PredictInput input, PredictOutput output) =>
        input.Outputs is { } asked ? asked.FirstOrDefault(name => !output.Values.Any(value => value.Name == name))
        : output.Values.Count == 0 && served.Signature.Outputs is [var first, ..] ? first.Name
        : null;

    private async ValueTask<CallError> ReadErrorAsync(Call call, HttpResponseMessage answer, CancellationToken ct)
    {
        var status = (int)answer.StatusCode;
        if (ProviderExchange.Refusal(options, status) is { } refusal)
        {
            return refusal;
        }

        var body = await ProviderExchange.ReadErrorBodyAsync(options, answer, ct);
        var error = InferErrors.ReadFault(options.Name, body, answer.Content.Headers.ContentType?.ToString(), status);
        return error with { RetryAfter = ProviderExchange.RetryAfter(answer, call.Time) };
    }
}
