using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Anthropic;

/// <summary>Anthropic's dialect towards providers.</summary>
internal sealed class AnthropicProvider : ProviderDialect
{
    // DIALECT: every request names the version of the API.
    private static readonly KeyValuePair<string, string>[] Headers = [new(AnthropicDialect.VersionHeader, AnthropicDialect.Version)];

    private static readonly InputCosts s_costs = new() { Request = 64, Image = 5120 };

    /// <summary>The one there is.</summary>
    public static AnthropicProvider Instance { get; } = new();

    public override string Name => AnthropicDialect.Name;

    public override IReadOnlyList<Capability> Capabilities { get; } = [Capability.Chat, Capability.CountTokens];

    public override IReadOnlyList<string> Features { get; } =
    [
        Feature.ImageInput, Feature.ImageUrlInput, Feature.FileInput, Feature.FileUrlInput, Feature.StoredFileInput, Feature.Tools, Feature.HostedTools,
        Feature.StructuredOutput,
    ];

    public override string KeyHeader => "x-api-key";

    public override IReadOnlyList<string> AnswerHeaders => AnthropicDialect.ForwardedToClient;

    // Of the tools' prompt 530 at most, of a tool of Anthropic's own 735 ("Tool use", "Pricing"); a picture 4784 at most ("Vision").
    public override InputCosts InputCosts(string model) => s_costs;

    public override (ProviderRequest? Request, CallError? Error) Request(Call call, Target target, ProviderTraits traits)
    {
        var request = call.State.Request!;
        if (AnthropicDialect.Path(call.Head.Capability) is not { } path)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        var accept = request.Stream ? "text/event-stream" : "application/json";
        if (request is WireRequest { Dialect: AnthropicDialect.Name } wire)
        {
            return (new ProviderRequest(path, AnthropicForwarding.Pieces(call, wire, target.UpstreamModel))
            {
                Accept = accept,
                Stream = wire.Stream,
                Headers = Headers,
                Forwarded = true,
            }, null);
        }

        var (input, error) = CappedInput.Read(call, usual: true);
        if (error is not null)
        {
            return (null, error);
        }

        if (input is not ChatInput chat)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        var body = new PooledBytes(request.Body.Length + 1024);
        call.Owns(body);
        using var writer = new Utf8JsonWriter(body, WireJson.WriterOptions);
        var options = new MessagesOptions(target.UpstreamModel, request.Stream) { Count = call.Head.Capability == Capability.CountTokens };
        var losses = MessagesRequestWriter.Write(writer, chat, options);
        writer.Flush();
        return (new ProviderRequest(path, [body.Memory]) { Accept = accept, Stream = request.Stream, Headers = Headers, Losses = losses }, null);
    }

    public override Answer? ReadAnswer(PooledBytes body, AnswerSource source)
    {
        var counts = default(UsageCounts);
        if (!AnthropicTap.TryRead(body.Memory.Span, ref counts, out var tap))
        {
            return null;
        }

        source.Call.State.Usage = counts.Usage;
        return new WireAnswer(Name, body, source, tap.ModelValue, source.Call.Head.Capability == Capability.CountTokens ? MessageReader.ReadCount : MessageReader.Read);
    }

    public override FrameStream ReadStream(Stream body, AnswerSource source) =>
        new WireFrames(body, new SseReader(body, WireFrames.LongestEvent), Name, new AnthropicStreamTap(), source);

    public override CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int status) => AnthropicErrors.ReadFault(body, contentType, status);
}
