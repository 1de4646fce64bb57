using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Budgets;

/// <summary>A stream that is paid for while it flows: before what is reserved runs out more is reserved, and a refused step cuts it.</summary>
/// <param name="inner">The stream; owned.</param>
/// <param name="reservation">What the call holds.</param>
internal sealed class MeteredFrames(FrameStream inner, Reservation reservation) : FrameStream
{
    private bool _over;

    public override bool HasBuffered => !_over && inner.HasBuffered;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers => inner.Headers;

    public override string? ContentType => inner.ContentType;

    public override ValueTask<Frame?> ReadAsync(CancellationToken ct)
    {
        if (_over)
        {
            return ValueTask.FromResult<Frame?>(null);
        }

        var reading = inner.ReadAsync(ct);
        if (!reading.IsCompletedSuccessfully)
        {
            return ReadSlowAsync(reading, ct);
        }

        var frame = reading.Result;
        return See(frame) ? PayAsync(frame!, ct) : ValueTask.FromResult(frame);
    }

    public override ValueTask DisposeAsync()
    {
        _over = true;
        return inner.DisposeAsync();
    }

    private async ValueTask<Frame?> ReadSlowAsync(ValueTask<Frame?> reading, CancellationToken ct)
    {
        Frame? frame;
        try
        {
            frame = await reading;
        }
        catch (OperationCanceledException)
        {
            reservation.Stopped();
            throw;
        }

        return See(frame) ? await PayAsync(frame!, ct) : frame;
    }

    // Whether more must be reserved before the frame may pass.
    private bool See(Frame? frame)
    {
        switch (frame)
        {
            case null:
                return false;
            case { Kind: FrameKind.Terminal }:
                reservation.Answered();
                return false;
            case { Kind: FrameKind.Error, Error: { } error }:
                reservation.Failed(error);
                return false;
            default:
                return reservation.Meter(frame.OutputBytes);
        }
    }

    private async ValueTask<Frame?> PayAsync(Frame frame, CancellationToken ct)
    {
        if (await reservation.ExtendAsync(ct) is not { } refused)
        {
            return frame;
        }

        // The provider is told at once: what it writes from here on would be billed.
        _over = true;
        await inner.DisposeAsync();
        return new ErrorFrame(refused);
    }
}
