using Penstock.Dialects.Tokens;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Streams;

/// <summary>A provider's stream as frames: every byte as it came, with a tap that reads usage, errors and the end.</summary>
/// <param name="body">The provider's body; owned.</param>
/// <param name="events">What cuts it into events; owned.</param>
/// <param name="dialect">The dialect.</param>
/// <param name="tap">What reads its events.</param>
/// <param name="source">Where it comes from.</param>
internal sealed class WireFrames(Stream body, EventReader events, string dialect, StreamTap tap, AnswerSource source) : FrameStream, IEndAction
{
    /// <summary>The most bytes an event may have.</summary>
    public const int LongestEvent = 16 * 1024 * 1024;

    private readonly WireFrame _frame = new(dialect, tap);
    private readonly int _attempt = source.Call.State.Attempts.Count;
    private long _untoldEvents;
    private long _untoldBytes;
    private bool _whole;
    private bool _awaited;
    private bool _over;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers => source.Headers;

    public override string? ContentType => source.ContentType;

    public override bool HasBuffered => !_over && events.HasBuffered;

    public override ValueTask<Frame?> ReadAsync(CancellationToken ct)
    {
        if (_over)
        {
            return ValueTask.FromResult<Frame?>(null);
        }

        return events.TryRead(out var next) ? ValueTask.FromResult<Frame?>(Take(next.Value)) : ReadMoreAsync(ct);
    }

    public override ValueTask DisposeAsync()
    {
        _over = true;
        events.Dispose();
        return body.DisposeAsync();
    }

    /// <inheritdoc/>
    public ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        // What an attempt took that another one followed is told apart.
        if (call.State.Attempts.Count <= _attempt + 1)
        {
            UsageEstimate.OfStream(call, _untoldEvents, _untoldBytes, _whole);
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask<Frame?> ReadMoreAsync(CancellationToken ct)
    {
        WireEvent? next;
        try
        {
            next = await events.ReadAsync(ct);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            return Cut("The provider's connection broke off in the middle of its answer.");
        }

        if (next is { } whole)
        {
            return Take(whole);
        }

        if (events.Broken is { } broken)
        {
            return Cut($"The provider sent {broken}.");
        }

        if (!events.Torn && tap.EndsWithoutTerminal)
        {
            (_over, _whole) = (true, true);
            return ChunkFrame.Terminal();
        }

        return Cut("The provider's answer ended without its terminal event.");
    }

    private WireFrame Take(in WireEvent next)
    {
        _frame.Take(next);
        if (!source.Request.Forwarded)
        {
            _frame.MustBeReadable();
        }

        _untoldBytes += _frame.OutputBytes;
        if (_frame.Usage is { } usage)
        {
            // It grows while the stream flows, where the provider tells it so; of what follows nothing is told yet.
            source.Call.State.Usage = usage;
            (_untoldEvents, _untoldBytes) = (0, 0);
        }

        if (_frame.Kind == FrameKind.Data)
        {
            // Where nobody tells the usage, each event is taken for a token, which is how most providers send them.
            _untoldEvents += _frame.IsPreamble || _frame.Usage is not null ? 0 : 1;
            if (!_awaited)
            {
                // However the stream ends, by its client's leaving too, what flowed is in the record.
                _awaited = true;
                source.Call.OnEnd(this);
            }
        }

        _whole = _frame.Kind == FrameKind.Terminal;
        _over = _whole || _frame.Kind == FrameKind.Error;
        return _frame;
    }

    private ErrorFrame Cut(string message)
    {
        _over = true;
        return new ErrorFrame(new CallError(ErrorKind.ProviderCut, message));
    }
}
