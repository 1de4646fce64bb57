using System.Buffers;
using Penstock.Dialects;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Calls;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>One dialect of the grid, from both sides: what clients of it meet, and what its providers do.</summary>
/// <param name="Protocol">Towards clients, for answers.</param>
/// <param name="Streams">Towards clients, for streams; the same where the body says so.</param>
/// <param name="Provider">Towards providers.</param>
internal sealed record GridDialect(CallProtocol Protocol, CallProtocol Streams, ProviderDialect Provider)
{
    private static readonly ProviderTraits s_traits = new() { Name = "house", Region = "eu-1", Project = "p-1" };

    /// <summary>Its name.</summary>
    public string Name => Provider.Name;

    /// <summary>The body that a client of this dialect sends, or a provider of it gets; what could not be put into it is in its losses.</summary>
    public ProviderRequest WriteRequest(ChatInput input, bool stream)
    {
        using var call = NewCall(new CanonicalRequest(input, stream));
        var (request, error) = Provider.Request(call, call.State.Model!.Targets[0], s_traits);

        // Its memory is the call's, which ends here.
        return request is not null ? request with { Body = [.. request.Body.Select(piece => new ReadOnlyMemory<byte>(piece.ToArray()))] }
            : throw new InvalidOperationException($"{Name} cannot write a conversation: {error?.Message}");
    }

    /// <summary>The conversation in a body of this dialect.</summary>
    public ChatInput ReadRequest(ReadOnlyMemory<byte> body)
    {
        var (request, error) = Protocol.Scan(Pooled(body.Span), Capability.Chat);
        using (request)
        {
            var (input, wrong) = request?.ReadInput(NewModel()) ?? default;
            return input as ChatInput ?? throw new InvalidOperationException($"{Name} cannot read its own body: {(error ?? wrong)?.Message}");
        }
    }

    /// <summary>The body of an answer in this dialect, and what could not be put into it.</summary>
    public (byte[] Body, IReadOnlyList<string> Dropped) WriteAnswer(ChatOutput output)
    {
        using var call = NewCall(new CanonicalRequest(Asked, false));
        var body = new ArrayBufferWriter<byte>();
        Protocol.WriteOutput(call, output, body);
        return (body.WrittenSpan.ToArray(), call.State.AnswerDropped);
    }

    /// <summary>The answer in a body of this dialect.</summary>
    public ChatOutput ReadAnswer(byte[] body)
    {
        using var call = NewCall(new CanonicalRequest(Asked, false));
        using var answer = Provider.ReadAnswer(Pooled(body), new AnswerSource(call, new ProviderRequest("", []), "application/json", []));
        return answer?.Output as ChatOutput ?? throw new InvalidOperationException($"{Name} cannot read its own answer: {System.Text.Encoding.UTF8.GetString(body)}");
    }

    /// <summary>The bytes of a stream in this dialect, and what could not be put into it.</summary>
    public (byte[] Body, IReadOnlyList<string> Dropped) WriteStream(IEnumerable<IReadOnlyList<ChatChunk>> frames)
    {
        // A client of this dialect that asks for all there is, its usage included.
        var (asked, _) = Streams.Scan(Pooled(GridRun.Joined(WriteRequest(Asked, true).Body).Span), Capability.Chat);
        using var call = NewCall(asked!);
        var body = new ArrayBufferWriter<byte>();
        using var encoder = Streams.Encoder(call);
        foreach (var chunks in frames)
        {
            encoder.Write(new ChunkFrame([.. chunks]), body);
        }

        encoder.Write(ChunkFrame.Terminal(), body);
        return (body.WrittenSpan.ToArray(), call.State.AnswerDropped);
    }

    /// <summary>The chunks in a stream of this dialect, frame by frame; it must end with a terminal frame.</summary>
    public async Task<List<IReadOnlyList<ChatChunk>>> ReadStreamAsync(byte[] body)
    {
        using var call = NewCall(new CanonicalRequest(Asked, true));
        var all = new List<IReadOnlyList<ChatChunk>>();
        await using var frames = Provider.ReadStream(new MemoryStream(body), new AnswerSource(call, new ProviderRequest("", []) { Stream = true }, Streams.StreamContentType, []));
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            if (frame.Error is { } error)
            {
                throw new InvalidOperationException($"{Name} cannot read its own stream: {error.Message}\n{System.Text.Encoding.UTF8.GetString(body)}");
            }

            all.Add([.. frame.Chunks]);
        }

        return all;
    }

    /// <summary>The error body that a provider of this dialect would answer with.</summary>
    public byte[] WriteError(CallError error)
    {
        var body = new ArrayBufferWriter<byte>();
        Protocol.Errors.Write(Protocol.Errors.Adapt(error), "call_1", body);
        return body.WrittenSpan.ToArray();
    }

    private static ChatInput Asked { get; } = new() { Messages = [Domain.Conversations.Message.Of(Domain.Conversations.Role.User, "?")] };

    private Call NewCall(CallRequest request)
    {
        var call = new Call("call_1", new CallHead { Capability = Capability.Chat, Dialect = "grid" }, new NoBody(), new ManualTime());
        call.State.Request = request;
        call.State.Model = NewModel();
        call.State.Streaming = request.Stream;
        return call;
    }

    private static Model NewModel() =>
        new() { Id = "chat", Capabilities = [Capability.Chat], Targets = [new Target("house", "up-model", new NoEngine(), new RouteOptions())], Source = "file" };

    private static PooledBytes Pooled(ReadOnlySpan<byte> bytes)
    {
        var body = new PooledBytes(bytes.Length);
        body.Write(bytes);
        return body;
    }

    private sealed class CanonicalRequest(ChatInput input, bool stream) : CallRequest
    {
        public override string? Model => "chat";

        public override bool Stream => stream;

        public override ReadOnlyMemory<byte> Body => default;

        public override (CallInput? Input, CallError? Error) ReadInput(Model model) => (input, null);

        public override void Dispose()
        {
        }
    }
}
