using Penstock.Domain.Calls;

namespace Penstock.Core.Tests.Pipeline;

/// <summary>A stream whose frames come at once, as long as there are some; then it is silent until it is cancelled.</summary>
internal sealed class FakeFrames(params Frame[] frames) : FrameStream
{
    private int _next;

    public bool Disposed { get; private set; }

    /// <summary>Whether it says that what it has is there already.</summary>
    public bool Buffers { get; init; }

    /// <summary>Asked when the frames have run out; null for silence.</summary>
    public Func<CancellationToken, ValueTask<Frame?>>? Then { get; init; }

    public override bool HasBuffered => Buffers && _next < frames.Length;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers => [new("x-request-id", "req_1")];

    public override string ContentType => "text/event-stream";

    public override async ValueTask<Frame?> ReadAsync(CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (_next < frames.Length)
        {
            return frames[_next++];
        }

        if (Then is not null)
        {
            return await Then(ct);
        }

        await Silence.UntilAsync(ct);
        return null;
    }

    public override ValueTask DisposeAsync()
    {
        Disposed = true;
        return ValueTask.CompletedTask;
    }
}
