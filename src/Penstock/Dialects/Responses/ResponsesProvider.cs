using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.Governed;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Responses;

/// <summary>OpenAI's responses towards providers.</summary>
internal sealed class ResponsesProvider : ProviderDialect
{
    /// <summary>The one there is.</summary>
    public static ResponsesProvider Instance { get; } = new();

    public override string Name => ResponsesDialect.Name;

    public override IReadOnlyList<Capability> Capabilities { get; } = [Capability.Chat];

    public override IReadOnlyList<string> Features { get; } =
    [
        Feature.ImageInput, Feature.ImageUrlInput, Feature.FileInput, Feature.FileUrlInput, Feature.StoredFileInput, Feature.Tools, Feature.HostedTools,
        Feature.FreeFormTools, Feature.StructuredOutput, Feature.LogProbabilities,
    ];

    public override IReadOnlyList<string> AnswerHeaders => OpenAiDialect.ForwardedToClient;

    public override InputCosts InputCosts(string model) => OpenAiDialect.InputCosts(model);

    public override (ProviderRequest? Request, CallError? Error) Request(Call call, Target target, ProviderTraits traits)
    {
        var request = call.State.Request!;
        if (request is ResponseReference kept)
        {
            return (kept.Request, null);
        }

        var accept = request.Stream ? "text/event-stream" : "application/json";
        if (request is WireRequest { Dialect: ResponsesDialect.Name } wire)
        {
            var dropped = new Losses();
            var pieces = OpenAiForwarding.Pieces(call, wire, target.UpstreamModel, traits, dropped, CapName.Responses, mayAsk: false);
            return (new ProviderRequest(traits.Path(ResponsesDialect.Path, target.UpstreamModel), pieces) { Accept = accept, Stream = wire.Stream, Forwarded = true, Losses = dropped }, null);
        }

        var (input, error) = CappedInput.Read(call);
        if (error is not null)
        {
            return (null, error);
        }

        if (input is not ChatInput chat)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        var body = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(body, WireJson.WriterOptions);
        var losses = ResponsesRequestWriter.Write(writer, chat, target.UpstreamModel, request.Stream);
        writer.Flush();
        return (new ProviderRequest(ResponsesDialect.Path, [body.WrittenMemory]) { Accept = accept, Stream = request.Stream, Losses = losses }, null);
    }

    public override Answer? ReadAnswer(PooledBytes body, AnswerSource source)
    {
        if (!OpenAiTap.TryRead(body.Memory.Span, out var tap))
        {
            return null;
        }

        // What is only read again was metered when it was made.
        if (source.Call.State.Request is not ResponseReference)
        {
            source.Call.State.Usage = tap.Usage;
        }

        return new WireAnswer(Name, body, source, tap.ModelValue, ResponsesAnswerReader.Read);
    }

    public override FrameStream ReadStream(Stream body, AnswerSource source) =>
        new WireFrames(body, new SseReader(body, WireFrames.LongestEvent), Name, new ResponsesStreamTap(), source);

    public override CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int status) => OpenAiErrors.ReadFault(body, contentType, status);
}
