using System.Buffers;
using System.Text.Json;
using Penstock.Dialects.EventStreams;
using Penstock.Dialects.Governed;
using Penstock.Dialects.Json;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Bedrock;

/// <summary>Amazon Bedrock's dialect towards providers: conversations by <c>converse</c>, vectors by <c>invoke</c>, and native bodies of clients as they came.</summary>
internal sealed class BedrockProvider : ProviderDialect
{
    private static readonly InputCosts s_costs = new() { Image = 8192 };

    /// <summary>The one there is.</summary>
    public static BedrockProvider Instance { get; } = new();

    public override string Name => BedrockDialect.Name;

    public override IReadOnlyList<Capability> Capabilities { get; } = [Capability.Chat, Capability.Embeddings];

    public override IReadOnlyList<string> Features { get; } =
        [Feature.ImageInput, Feature.AudioInput, Feature.FileInput, Feature.VideoInput, Feature.Tools, Feature.HostedTools, Feature.StructuredOutput];

    public override IReadOnlyList<string> AnswerHeaders => BedrockDialect.ForwardedToClient;

    public override string? ErrorCodeHeader => BedrockDialect.ErrorType;

    public override bool IsStream(string? mediaType) => mediaType == EventStreamWriter.MediaType;

    // A picture: Claude's 4784, Pixtral's 4096 and its line ends; Nova's and Llama's are less.
    public override InputCosts InputCosts(string model) => s_costs;

    public override (ProviderRequest? Request, CallError? Error) Request(Call call, Target target, ProviderTraits traits)
    {
        var request = call.State.Request!;
        var model = target.UpstreamModel;
        var accept = request.Stream ? EventStreamWriter.MediaType : "application/json";
        if (request is WireRequest { Dialect: BedrockDialect.Name } wire)
        {
            var operation = call.Head.Operation ?? BedrockDialect.Converse;
            var edits = new BodyEdits(wire.Body);
            CapEdits.Apply(edits, call, wire.Governed, operation == BedrockDialect.Invoke ? ModelFamily.Cap(model, wire.Governed) : CapName.Converse);
            return (new ProviderRequest(BedrockDialect.Path(model, operation, wire.Stream), edits.Pieces())
            {
                Accept = accept,
                Stream = wire.Stream,
                Forwarded = true,
            }, null);
        }

        var (input, error) = CappedInput.Read(call);
        if (error is not null)
        {
            return (null, error);
        }

        var body = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(body, WireJson.WriterOptions);
        var losses = input switch
        {
            ChatInput chat => ConverseRequestWriter.Write(writer, chat, model),
            EmbeddingInput embedding => EmbeddingWriter.Write(writer, embedding, model),
            _ => null,
        };
        if (losses is null)
        {
            return (null, Unsupported.Operation(call, target, traits.Name));
        }

        writer.Flush();
        var asked = input is ChatInput ? BedrockDialect.Converse : BedrockDialect.Invoke;
        return (new ProviderRequest(BedrockDialect.Path(model, asked, request.Stream), [body.WrittenMemory]) { Accept = accept, Stream = request.Stream, Losses = losses }, null);
    }

    public override Answer? ReadAnswer(PooledBytes body, AnswerSource source)
    {
        if (IsNative(source))
        {
            if (!NativeUsage.TryRead(body.Memory, source.Headers, out var used))
            {
                return null;
            }

            source.Call.State.Usage = used;
            return new WireAnswer(Name, body, source, default, source.Request.Forwarded ? _ => null : EmbeddingReader.Read);
        }

        if (!ConverseLook.TryRead(body.Memory.Span, out var usage, out _))
        {
            return null;
        }

        source.Call.State.Usage = usage;
        return new WireAnswer(Name, body, source, default, ConverseAnswerReader.Read);
    }

    public override FrameStream ReadStream(Stream body, AnswerSource source)
    {
        var reader = new EventStreamReader(body, WireFrames.LongestEvent);
        return new WireFrames(body, reader, Name, IsNative(source) ? new InvokeTap(reader) : new ConverseTap(reader), source);
    }

    public override CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int status) => BedrockErrors.ReadFault(body, contentType, status);

    private static bool IsNative(AnswerSource source) => source.Request.Path.Contains("/" + BedrockDialect.Invoke, StringComparison.Ordinal);
}
