using System.Buffers;
using Penstock.Dialects;
using Penstock.Dialects.Anthropic;
using Penstock.Dialects.Bedrock;
using Penstock.Dialects.Cohere;
using Penstock.Dialects.Gemini;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Responses;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Anthropic;
using Penstock.Resources.Bedrock;
using Penstock.Resources.Calls;
using Penstock.Resources.Cohere;
using Penstock.Resources.Gemini;
using Penstock.Resources.OpenAi;
using Penstock.Resources.Reranking;
using Penstock.Resources.Responses;
using Penstock.Tests.Dialects.Grid;
using Penstock.Tests.Dialects.Streams;
using Penstock.Upstream;

namespace Penstock.Tests.Dialects.Recordings;

/// <summary>The codec of a recorded exchange, from both sides: what reads and writes its request, its answer, its stream and its error.</summary>
/// <param name="Protocol">Towards clients.</param>
/// <param name="Provider">Towards providers.</param>
/// <param name="Capability">What was asked for.</param>
/// <param name="Path">The path that a provider is asked at.</param>
internal sealed record RecordedDialect(CallProtocol Protocol, ProviderDialect Provider, Capability Capability, string Path)
{
    private static readonly ProviderTraits s_traits = new() { Name = "house", Region = "eu-1", Project = "p-1", Rerank = "voyage" };

    /// <summary>Those that Penstock writes conversations in, towards clients.</summary>
    public static IReadOnlyList<RecordedDialect> Clients { get; } =
    [
        new(new OpenAiProtocol(), OpenAiProvider.Instance, Capability.Chat, "chat/completions"),
        new(new ResponsesProtocol(null!, null!, null!), ResponsesProvider.Instance, Capability.Chat, "responses"),
        new(new AnthropicProtocol(), AnthropicProvider.Instance, Capability.Chat, "v1/messages"),
        new(new GeminiProtocol(true), GeminiProvider.Instance, Capability.Chat, "v1beta/models/m:streamGenerateContent"),
        new(new BedrockProtocol(true, native: false), BedrockProvider.Instance, Capability.Chat, "model/m/converse"),
        new(new CohereProtocol(), CohereProvider.Instance, Capability.Chat, "v2/chat"),
    ];

    /// <summary>The codec of an exchange; null where Penstock has none, by a stated exception.</summary>
    public static RecordedDialect? Of(Exchange at) => (at.Provider, at.Path[(at.Path.LastIndexOf('/') + 1)..]) switch
    {
        ("cohere", "chat") when at.Path == "/v2/chat" => new(new CohereProtocol(), CohereProvider.Instance, Capability.Chat, "v2/chat"),
        ("cohere", "embed") => new(new CohereProtocol(), CohereProvider.Instance, Capability.Embeddings, "v2/embed"),
        ("cohere", "rerank") => new(new CohereProtocol(), CohereProvider.Instance, Capability.Rerank, "v2/rerank"),
        ("cohere" or "ollama", _) => null,
        ("bedrock", "converse" or "converse-stream") => new(new BedrockProtocol(at.Stream, native: false), BedrockProvider.Instance, Capability.Chat, "model/m/converse"),
        ("bedrock", _) => new(new BedrockProtocol(at.Stream, native: true), BedrockProvider.Instance, Capability.Chat, "model/m/invoke"),
        ("gemini", "models") => null,
        ("gemini" or "vertex", var last) => new(
            new GeminiProtocol(at.Stream), at.Provider == "vertex" ? VertexProvider.Instance : GeminiProvider.Instance,
            last.EndsWith("EmbedContents", StringComparison.Ordinal) ? Capability.Embeddings : Capability.Chat, "v1beta/models/m:" + last[(last.IndexOf(':') + 1)..]),
        ("anthropic", _) => new(new AnthropicProtocol(), AnthropicProvider.Instance, Capability.Chat, "v1/messages"),
        (_, "responses") => new(new ResponsesProtocol(null!, null!, null!), ResponsesProvider.Instance, Capability.Chat, "responses"),
        (_, "rerank") => new(new RerankProtocol(), OpenAiProvider.Instance, Capability.Rerank, "rerank"),
        (_, "embeddings") => new(new OpenAiProtocol(), OpenAiProvider.Instance, Capability.Embeddings, "embeddings"),
        (_, "generations") => new(new MediaProtocol(), OpenAiProvider.Instance, Capability.Images, "images/generations"),
        (_, "transcriptions" or "translations") => new(new MediaProtocol(), OpenAiProvider.Instance, Capability.Transcriptions, "audio/" + at.Path.Split('/')[^1]),
        (_, "completions") when at.Path.EndsWith("chat/completions", StringComparison.Ordinal) => new(new OpenAiProtocol(), OpenAiProvider.Instance, Capability.Chat, "chat/completions"),
        (_, "completions") => new(new OpenAiProtocol(), OpenAiProvider.Instance, Capability.Completions, "completions"),
        _ => null,
    };

    /// <summary>Whether bodies have no canonical form and cross as they are.</summary>
    public bool IsOpaque => Capability is Capability.Completions or Capability.Images or Capability.Transcriptions || Path.EndsWith("/invoke", StringComparison.Ordinal);

    /// <summary>Whether it is a conversation.</summary>
    public bool IsChat => Capability == Capability.Chat && !IsOpaque;

    /// <summary>What a body asks for.</summary>
    public (CallInput? Input, CallError? Error) ReadRequest(byte[] body)
    {
        var (request, error) = Protocol.Scan(Pooled(body), Capability);
        using (request)
        {
            return request?.ReadInput(NewCall(request).State.Model!) ?? (null, error);
        }
    }

    /// <summary>The body that asks for the same.</summary>
    public ProviderRequest WriteRequest(CallInput input, bool stream, string model)
    {
        using var call = NewCall(new AskedInput(input, stream), model);
        var (request, error) = Provider.Request(call, call.State.Model!.Targets[0], s_traits);
        return request ?? throw new InvalidOperationException(error?.Message);
    }

    /// <summary>A body as it goes on to a provider of the same dialect.</summary>
    public byte[] Forward(byte[] body, string model)
    {
        var (request, error) = Protocol.Scan(Pooled(body), Capability);
        using var call = NewCall(request ?? throw new InvalidOperationException(error?.Message), model);
        return GridRun.Joined(Provider.Request(call, call.State.Model!.Targets[0], s_traits with { IncludeUsage = false }).Request!.Body).ToArray();
    }

    /// <summary>An answer: its bytes as a client of the same dialect gets them, its content, and the usage that is metered.</summary>
    public (byte[] Raw, CallOutput? Output, TokenUsage? Usage)? ReadAnswer(byte[] body, string? contentType)
    {
        using var call = NewCall(new AskedInput(new OpaqueAsked(), false));
        using var answer = Provider.ReadAnswer(Pooled(body), new AnswerSource(call, new ProviderRequest(Path, []) { Forwarded = IsOpaque, Form = Capability == Capability.Rerank && Provider is OpenAiProvider ? "voyage" : null }, contentType, []));
        return answer is null ? null : (answer.Raw.ToArray(), answer.Output, call.State.Usage);
    }

    /// <summary>The body of an answer.</summary>
    public byte[] WriteAnswer(CallOutput output, CallInput? asked)
    {
        using var call = NewCall(new AskedInput(asked ?? new OpaqueAsked(), false));
        var body = new ArrayBufferWriter<byte>();
        Protocol.WriteOutput(call, output, body);
        return body.WrittenSpan.ToArray();
    }

    /// <summary>A recorded conversation's answer, streamed or not, and the usage that is metered.</summary>
    public async Task<(ChatOutput Answer, TokenUsage? Usage)> ReadConversationAsync(Exchange at)
    {
        var type = at.ResponseHeaders.GetValueOrDefault("content-type");
        if (!at.Stream)
        {
            var (_, content, usage) = ReadAnswer(at.ResponseBody, type)!.Value;
            return ((ChatOutput)content!, usage);
        }

        var stream = await ReadStreamAsync(at.ResponseBody, type, 65536);
        return (AnswerChunks.Together(stream.Frames.SelectMany(chunks => chunks)), stream.Usage);
    }

    /// <summary>A stream: its bytes, its chunks frame by frame, the usage that is metered, and how it ended.</summary>
    public async Task<(byte[] Raw, List<IReadOnlyList<ChatChunk>> Frames, TokenUsage? Usage, FrameKind? End)> ReadStreamAsync(byte[] body, string? contentType, int piece)
    {
        using var call = NewCall(new AskedInput(new OpaqueAsked(), true));
        List<IReadOnlyList<ChatChunk>> all = [];
        using var raw = new MemoryStream();
        FrameKind? end = null;
        await using var frames = Provider.ReadStream(new PiecesStream(body.Chunk(piece)), new AnswerSource(call, new ProviderRequest(Path, []) { Stream = true, Forwarded = true }, contentType, []));
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            raw.Write(frame.Raw.Span);
            end = frame.Kind;
            all.Add([.. frame.Chunks]);
        }

        return (raw.ToArray(), all, call.State.Usage, end);
    }

    /// <summary>The bytes of a stream.</summary>
    public byte[] WriteStream(IEnumerable<IReadOnlyList<ChatChunk>> frames)
    {
        using var call = FuzzClient.NewCall(Capability.Chat);
        var body = new ArrayBufferWriter<byte>();
        using var encoder = Protocol.Encoder(call);
        foreach (var chunks in frames)
        {
            encoder.Write(new ChunkFrame([.. chunks]), body);
        }

        encoder.Write(ChunkFrame.Terminal(), body);
        return body.WrittenSpan.ToArray();
    }

    /// <summary>The body of an error in this dialect.</summary>
    public byte[] WriteError(CallError error)
    {
        var body = new ArrayBufferWriter<byte>();
        Protocol.Errors.Write(error, "call_1", body);
        return body.WrittenSpan.ToArray();
    }

    /// <summary>A call with a recorded body.</summary>
    public Call CallOf(byte[] body)
    {
        var (request, error) = Protocol.Scan(Pooled(body), Capability);
        return NewCall(request ?? throw new InvalidOperationException(error?.Message));
    }

    private Call NewCall(CallRequest request, string model = "m")
    {
        var call = new Call("call_1", new CallHead { Capability = Capability, Dialect = "recorded", Operation = Operation }, new NoBody(), new ManualTime());
        call.State.Request = request;
        call.State.Model = new Model { Id = model, Capabilities = [Capability], Targets = [new Target("house", model, new NoEngine(), new RouteOptions())], Source = "file" };
        return call;
    }

    // Gemini's and Bedrock's addresses name the operation.
    private string? Operation => Path.Contains(':', StringComparison.Ordinal) ? Path[(Path.IndexOf(':') + 1)..] : Path.EndsWith("/invoke", StringComparison.Ordinal) ? "invoke" : Capability switch
    {
        Capability.Images or Capability.Transcriptions => Path,
        _ => null,
    };

    private static PooledBytes Pooled(byte[] bytes)
    {
        var body = new PooledBytes(bytes.Length);
        BuffersExtensions.Write(body, bytes);
        return body;
    }

    private sealed record OpaqueAsked : CallInput;

    private sealed class AskedInput(CallInput input, bool stream) : CallRequest
    {
        public override string? Model => "m";

        public override bool Stream => stream;

        public override ReadOnlyMemory<byte> Body => default;

        public override (CallInput? Input, CallError? Error) ReadInput(Model model) => (input, null);

        public override void Dispose()
        {
        }
    }
}
