using Penstock.Domain.Calls;

namespace Penstock.Gateways.Engines.Guide;

/// <summary>A reply, word by word: a start, a frame for each word, why it ended, the usage, the end.</summary>
internal sealed class GuideStream(GuideReply reply, Call call, string model) : FrameStream
{
    private readonly ChunkFrame _frame = new();
    private int _next = -1;

    /// <inheritdoc/>
    public override bool HasBuffered => _next <= reply.Words.Count + 2;

    /// <inheritdoc/>
    public override ValueTask<Frame?> ReadAsync(CancellationToken ct)
    {
        if (ct.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<Frame?>(ct);
        }

        var words = reply.Words.Count;
        var at = _next++;
        if (at >= 0 && at < words)
        {
            // What a client got before it left is what it used.
            call.State.Usage = reply.Usage with { Output = at + 1 };
        }

        Frame? frame = at switch
        {
            -1 => _frame.With(new StartChunk { Created = call.StartedAt, Model = model }),
            _ when at < words => _frame.With(new TextChunk(reply.Words[at])),
            _ when at == words => _frame.With(new FinishChunk(reply.Finish) { StopSequence = reply.StopSequence }),
            _ when at == words + 1 => _frame.With(new UsageChunk(reply.Usage)),
            _ when at == words + 2 => _frame.WithTerminal(),
            _ => null,
        };
        return ValueTask.FromResult(frame);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
