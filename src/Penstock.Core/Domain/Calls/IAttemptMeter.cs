using Penstock.Domain.Models;

namespace Penstock.Domain.Calls;

/// <summary>What meters the attempts of a call: Budget puts it on the call, Route tells it of each attempt.</summary>
public interface IAttemptMeter
{
    /// <summary>An attempt is to begin; the error for which it may not.</summary>
    ValueTask<CallError?> TryAsync(Target target, CancellationToken ct);

    /// <summary>What the attempt gave; of a stream, the one to be read in its place.</summary>
    CallResult Took(CallResult result);

    /// <summary>The attempt was stopped: by its time-out, its client, its key.</summary>
    void Stopped();
}
