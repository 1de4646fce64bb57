using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>A provider's complete answer in OpenAI's dialect.</summary>
internal sealed class OpenAiAnswer(PooledBytes body, OpenAiTap tap, string? contentType, IReadOnlyList<KeyValuePair<string, string>> headers, Capability capability) : Answer
{
    private CallOutput? _output;

    public override string Dialect => OpenAiDialect.Name;

    public override ReadOnlyMemory<byte> Raw => body.Memory;

    public override string? ContentType => contentType;

    public override Range ModelValue => tap.ModelValue;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers => headers;

    public override CallOutput? Output => _output ??= capability switch
    {
        Capability.Chat => ChatAnswerReader.Read(Raw),
        Capability.Embeddings => EmbeddingAnswerReader.Read(Raw),
        _ => null,
    };

    public override void Dispose() => body.Dispose();
}
