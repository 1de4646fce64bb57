using Penstock.Domain.Calls;

namespace Penstock.Dialects;

/// <summary>A provider's complete answer in its dialect.</summary>
/// <param name="dialect">The dialect.</param>
/// <param name="body">The body; owned.</param>
/// <param name="head">What came with it.</param>
/// <param name="modelValue">Where the model's name stands, quotes included; empty when it is not in it.</param>
/// <param name="read">Reads the canonical output; null where the body does not hold one.</param>
internal sealed class WireAnswer(string dialect, PooledBytes body, AnswerSource head, Range modelValue, Func<ReadOnlyMemory<byte>, CallOutput?> read) : Answer
{
    private CallOutput? _output;

    public override string Dialect => dialect;

    public override ReadOnlyMemory<byte> Raw => body.Memory;

    public override string? ContentType => head.ContentType;

    public override Range ModelValue => modelValue;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers => head.Headers;

    public override CallOutput? Output => _output ??= read(Raw);

    public override void Dispose() => body.Dispose();
}
