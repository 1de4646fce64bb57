using System.Text;
using Penstock.Domain.Calls;
using Penstock.Gateways.Telemetry.Logs;

namespace Penstock.Gateways.Engines.Providers;

/// <summary>A provider's stream whose error, if it has one, tells no secret of Penstock's. Other frames are not looked at.</summary>
/// <param name="inner">The stream; owned.</param>
/// <param name="scrubber">Knows the secrets.</param>
internal sealed class ScrubbedFrames(FrameStream inner, LogScrubber scrubber) : FrameStream
{
    public override bool HasBuffered => inner.HasBuffered;

    public override IReadOnlyList<KeyValuePair<string, string>> Headers => inner.Headers;

    public override string? ContentType => inner.ContentType;

    public override ValueTask<Frame?> ReadAsync(CancellationToken ct)
    {
        var reading = inner.ReadAsync(ct);
        return reading.IsCompletedSuccessfully ? ValueTask.FromResult(Clean(reading.Result)) : WaitAsync(reading);
    }

    public override ValueTask DisposeAsync() => inner.DisposeAsync();

    private async ValueTask<Frame?> WaitAsync(ValueTask<Frame?> reading) => Clean(await reading);

    private Frame? Clean(Frame? frame)
    {
        if (frame is not { Kind: FrameKind.Error, Error: { } error })
        {
            return frame;
        }

        var raw = Encoding.Latin1.GetString(frame.Raw.Span);
        var message = scrubber.WithoutSecrets(error.Message);
        return ReferenceEquals(scrubber.WithoutSecrets(raw), raw) && ReferenceEquals(message, error.Message) ? frame
            : new ErrorFrame(error with { Message = message, Provider = null, OtherStatus = error.OtherStatus ?? error.Provider?.Status });
    }
}
