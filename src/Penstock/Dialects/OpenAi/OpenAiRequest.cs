using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenAi;

/// <summary>A request body in OpenAI's dialect that was scanned: chat completions, legacy completions or embeddings.</summary>
internal sealed class OpenAiRequest(PooledBytes body, GovernedBody governed, Capability capability) : CallRequest
{
    private (CallInput?, CallError?)? _input;

    public override string? Model => governed.Model;

    public override bool Stream => governed.Stream;

    public override ReadOnlyMemory<byte> Body => body.Memory;

    public override IReadOnlyList<string> RoutingMembers => governed.RoutingMembers ?? [];

    /// <summary>Whether the client asked for usage in a stream.</summary>
    public bool IncludeUsage => governed.IncludeUsage == true;

    /// <summary>Where the governed members stand.</summary>
    public GovernedBody Governed => governed;

    public override (CallInput? Input, CallError? Error) ReadInput(Model model) => _input ??= Read();

    public override void Dispose() => body.Dispose();

    private (CallInput?, CallError?) Read() => capability switch
    {
        Capability.Chat => ChatRequestReader.Read(Body),
        Capability.Embeddings => EmbeddingRequestReader.Read(Body),
        _ => (new OpaqueInput(Body), null),
    };
}
