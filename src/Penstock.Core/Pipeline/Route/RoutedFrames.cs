using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Route;

/// <summary>A stream under its attempt's clock: silence, a stop and a break-off become error frames, never a clean end.</summary>
internal sealed class RoutedFrames(Call call, FrameStream inner, AttemptClock clock) : FrameStream
{
    private Frame? _first;
    private bool _over;

    public override bool HasBuffered => _first is not null || inner.HasBuffered;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers => inner.Headers;

    public override string? ContentType => inner.ContentType;

    /// <summary>Waits for the first frame, which commits the stream; an error before it is a value, so that it can be tried again.</summary>
    public async ValueTask<CallError?> ReadFirstAsync(CancellationToken ct)
    {
        _first = await inner.ReadAsync(clock.Token);
        ct.ThrowIfCancellationRequested();
        clock.Progress();
        clock.Rest();
        return _first?.Error;
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

    private ErrorFrame Broken() => new(call.StopReason ?? Retrying.TimedOut(clock));

    private Frame? Seen(Frame? frame)
    {
        _over |= frame is null or { Kind: FrameKind.Error or FrameKind.Terminal };
        return frame;
    }
}
