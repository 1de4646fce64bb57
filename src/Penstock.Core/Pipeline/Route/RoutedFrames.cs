using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Route;

/// <summary>
/// A stream under its attempt's clock: silence, a stop and a break-off become error frames, never a clean end. What a stream begins with before
/// any content (its head, signs of life) is held, so that another target can still take over.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="inner">The stream.</param>
/// <param name="clock">The attempt's clock; owned.</param>
/// <param name="broken">Is told of an error after the first content.</param>
internal sealed class RoutedFrames(Call call, FrameStream inner, AttemptClock clock, Action<CallError>? broken = null) : FrameStream
{
    // A stream that begins with more than this without content is passed on as it is.
    private const int MostHeld = 16;
    private const int MostHeldBytes = 64 * 1024;

    private Queue<Frame>? _held;
    private Frame? _first;
    private bool _over;

    public override bool HasBuffered => _first is not null || inner.HasBuffered;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers => inner.Headers;

    public override string? ContentType => inner.ContentType;

    /// <summary>Waits for the first content, which commits the stream; an error before it is a value, so that it can be tried again.</summary>
    public async ValueTask<CallError?> ReadFirstAsync(CancellationToken ct)
    {
        var bytes = 0;
        while (true)
        {
            var frame = await inner.ReadAsync(clock.Token);
            ct.ThrowIfCancellationRequested();
            if (frame is null or { Kind: FrameKind.Error or FrameKind.Terminal } || _held?.Count == MostHeld || bytes > MostHeldBytes || HasContent(frame))
            {
                clock.Progress();
                clock.Rest();
                _first = frame;
                return frame?.Error;
            }

            clock.Beat();
            if (frame.Kind != FrameKind.KeepAlive)
            {
                bytes += frame.Raw.Length;
                (_held ??= new Queue<Frame>(2)).Enqueue(new HeldFrame(frame));
            }
            else if (_held is not { Count: >= MostHeld / 2 })
            {
                // Of a provider that beats for minutes the first beats say enough.
                (_held ??= new Queue<Frame>(2)).Enqueue(new HeldFrame(frame));
            }
        }
    }

    public override ValueTask<Frame?> ReadAsync(CancellationToken ct)
    {
        if (_over)
        {
            return ValueTask.FromResult<Frame?>(null);
        }

        if (clock.Token.IsCancellationRequested)
        {
            // What is buffered already would go on for a while: a revoked key stops at once.
            return ValueTask.FromResult(Seen(Broken()));
        }

        if (_held is { Count: > 0 })
        {
            return ValueTask.FromResult(Seen(_held.Dequeue()));
        }

        if (_first is { } first)
        {
            _first = null;
            return ValueTask.FromResult(Seen(first));
        }

        if (!inner.HasBuffered)
        {
            return ReadSlowAsync();
        }

        var reading = inner.ReadAsync(clock.Token);
        return reading.IsCompletedSuccessfully ? ValueTask.FromResult(Seen(reading.Result)) : ReadSlowAsync(reading);
    }

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync();
        clock.Dispose();
    }

    private async ValueTask<Frame?> ReadSlowAsync(ValueTask<Frame?>? begun = null)
    {
        try
        {
            clock.Progress();
            var frame = Seen(await (begun ?? inner.ReadAsync(clock.Token)));

            // From here on it may be the client that is slow, and the provider is not silent for that.
            clock.Rest();
            return frame;
        }
        catch (OperationCanceledException)
        {
            return Seen(Broken());
        }
    }

    private static bool HasContent(Frame frame)
    {
        if (frame.Kind == FrameKind.KeepAlive || frame.Withheld)
        {
            return false;
        }

        var chunks = frame.Chunks;
        if (chunks.Count == 0)
        {
            // Without a canonical form nothing is known of it: it counts.
            return frame.Dialect is null || !frame.IsPreamble;
        }

        foreach (var chunk in chunks)
        {
            if (chunk is not (StartChunk or UsageChunk or TextChunk { Text.Length: 0 } or ReasoningChunk { Text.Length: 0, Signature: null, Opaque: null }))
            {
                return true;
            }
        }

        return false;
    }

    private ErrorFrame Broken() => new(call.StopReason ?? Retrying.TimedOut(clock));

    private Frame? Seen(Frame? frame)
    {
        _over |= frame is null or { Kind: FrameKind.Error or FrameKind.Terminal };
        if (frame?.Error is { } error)
        {
            broken?.Invoke(error);
        }

        return frame;
    }
}
