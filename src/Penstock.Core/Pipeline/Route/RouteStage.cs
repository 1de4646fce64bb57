using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Route;

/// <summary>
/// Runs the call at one of its targets within the target's time-outs. As long as nothing has been released to the client (a stream's first
/// content is awaited here), an error that another target may do better moves on to it at once, each once; then what may be tried
/// again is, after a back-off. The target that was chosen first says how often and for how long in all.
/// </summary>
/// <param name="random">For the choice, and for the jitter of the back-off.</param>
/// <param name="time">The clock by which targets recover.</param>
public sealed class RouteStage(Random random, TimeProvider time) : Stage
{
    private readonly TargetChoice _choice = new(random, time);

    /// <inheritdoc/>
    public override async ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var pool = call.State.Model?.Pool ?? PoolOptions.Default;
        var untried = call.State.AllowedTargets;
        var alone = untried.Count == 1;
        var (target, reason) = _choice.Choose(untried, alone, AttemptReason.Chosen);
        var (most, total) = (target.Route.Attempts, target.Route.Total);
        var begun = call.Time.GetTimestamp();
        CallResult? failed = null;
        for (var attempt = 1; ;)
        {
            if (call.State.TargetLimits is { } limits && limits.TryEnter(call, target) is not null)
            {
                (var open, untried) = await OpenOtherAsync(call, limits, target, reason, untried, alone, ct);
                if (open.Error is not null)
                {
                    // Every one that could be tried is full; where one was tried before, what it said tells more.
                    return failed ?? CallResult.Fail(open.Error);
                }

                // Waiting for a turn is no part of the time that providers are given.
                (target, reason, begun) = (open.Target, open.Reason, failed is null ? call.Time.GetTimestamp() : begun);
            }

            var result = await TryAsync(call, target, reason, pool, total - call.Time.GetElapsedTime(begun), next, ct);
            if (result is not CallResult.Failed { Error: var error })
            {
                return result;
            }

            failed = result;
            call.State.TargetLimits?.Failed(call, error);

            // Another target may do what this one cannot, and at once.
            var left = total - call.Time.GetElapsedTime(begun);
            if (untried.Count > 1 && (pool.FallbackOn & Fallback.Condition(error)) != 0 && left > TimeSpan.Zero)
            {
                untried = [.. untried.Where(other => other != target)];
                (target, reason) = _choice.Choose(untried, alone, AttemptReason.Fallback);
                continue;
            }

            // What comes after the call's whole time is not worth waiting for.
            if (attempt++ >= most
                || !Retrying.MayRetry(error)
                || Retrying.Delay(error, attempt - 1, target.Route, _choice.NextDouble()) is not { } delay
                || delay >= left)
            {
                return result;
            }

            await Task.Delay(delay, call.Time, ct);
            untried = call.State.AllowedTargets;
            (target, reason) = _choice.Choose(untried, alone, AttemptReason.Retry);
        }
    }

    // A target whose limit is full, as the first one's is, is passed over for another; where all are, the call waits for the first as long as its limit says.
    private async ValueTask<((Target Target, AttemptReason Reason, CallError? Error) Open, IReadOnlyList<Target> Untried)> OpenOtherAsync(
        Call call, ITargetLimits limits, Target first, AttemptReason why, IReadOnlyList<Target> untried, bool alone, CancellationToken ct)
    {
        var left = untried;
        for (var (target, reason) = (first, why); ;)
        {
            call.State.Decided($"limits: {target.Provider} is full");
            Abandon(target, reason);
            if (left.Count == 1)
            {
                return ((first, why == AttemptReason.Probe ? AttemptReason.Chosen : why, await limits.EnterAsync(call, first, ct)), untried);
            }

            left = [.. left.Where(other => other != target)];
            (target, reason) = _choice.Choose(left, alone, why == AttemptReason.Probe ? AttemptReason.Chosen : why);
            if (limits.TryEnter(call, target) is null)
            {
                return ((target, reason, null), left);
            }
        }
    }

    private void Abandon(Target target, AttemptReason reason)
    {
        if (reason == AttemptReason.Probe)
        {
            _choice.Health(target).Abandon();
        }
    }

    private async ValueTask<CallResult> TryAsync(Call call, Target target, AttemptReason reason, PoolOptions pool, TimeSpan total, Next next, CancellationToken ct)
    {
        var state = call.State;
        var health = state.AllowedTargets.Count > 1 ? _choice.Health(target) : null;
        var begun = call.Time.GetTimestamp();
        var clock = new AttemptClock(call.Time, target.Route, pool.FirstToken, total, ct);
        state.Target = target;
        state.Clock = clock;
        (state.Usage, state.UsageEstimated) = (null, false);
        var meter = state.AttemptMeter;
        RoutedFrames? frames = null;
        try
        {
            if (meter is not null && await meter.TryAsync(target, clock.Token) is { } refused)
            {
                return Tried(CallResult.Fail(refused));
            }

            var result = await next(call, clock.Token);
            result = meter?.Took(result) ?? result;
            state.EngineAnswered = call.Time.GetTimestamp();
            if (result is not CallResult.Streamed streamed)
            {
                return Tried(result);
            }

            frames = new RoutedFrames(call, streamed.Frames, clock, health is null ? null : error => health.Report(error, pool.Breaker));
            if (await frames.ReadFirstAsync(ct) is { } failed)
            {
                return Tried(CallResult.Fail(failed));
            }

            state.EngineAnswered = call.Time.GetTimestamp();
            var kept = new CallResult.Streamed(frames);
            frames = null;
            clock = null;
            return Tried(kept);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && clock is not null)
        {
            meter?.Stopped();
            return Tried(CallResult.Fail(Retrying.TimedOut(clock)));
        }
        catch
        {
            // An attempt that was stopped, or that ran into a bug, was made all the same, and may be billed.
            meter?.Stopped();
            health?.Abandon();
            Record(call.StopReason ?? new CallError(ErrorKind.Internal, "The attempt ran into a bug."));
            throw;
        }
        finally
        {
            if (frames is not null)
            {
                await frames.DisposeAsync();
            }
            else
            {
                clock?.Dispose();
            }
        }

        CallResult Tried(CallResult result)
        {
            var error = (result as CallResult.Failed)?.Error;
            health?.Report(error, pool.Breaker);
            Record(error);
            return result;
        }

        void Record(CallError? error) => state.AddAttempt(new Attempt(target.Provider, target.UpstreamModel, error)
        {
            Reason = reason,
            Duration = call.Time.GetElapsedTime(begun),
            Target = target,
            Begun = begun,
            Usage = error is null ? null : state.Usage,
        });
    }
}
