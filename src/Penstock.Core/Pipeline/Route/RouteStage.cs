using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Route;

/// <summary>
/// Runs the call at one of its targets, chosen by weight, within the target's time-outs, and tries again what may be tried again, at
/// another target first, as long as nothing has been released to the client: a stream's first event is awaited here. The target that
/// was chosen first says how often and for how long in all.
/// </summary>
/// <param name="random">For the choice, and for the jitter of the back-off.</param>
public sealed class RouteStage(Random random) : Stage
{
    /// <inheritdoc/>
    public override async ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var untried = call.State.AllowedTargets;
        var target = Choose(untried);
        var (most, total) = (target.Route.Attempts, target.Route.Total);
        var begun = call.Time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var result = await TryAsync(call, target, total - call.Time.GetElapsedTime(begun), next, ct);
            var error = (result as CallResult.Failed)?.Error;
            call.State.AddAttempt(new Attempt(target.Provider, target.UpstreamModel, error));
            if (error is null || attempt >= most)
            {
                return result;
            }

            // Another target may do what this one cannot, and at once.
            if (untried.Count > 1 && Retrying.MayMoveOn(error))
            {
                untried = [.. untried.Where(other => other != target)];
                target = Choose(untried);
                continue;
            }

            // What comes after the call's whole time is not worth waiting for.
            if (!Retrying.MayRetry(error)
                || Retrying.Delay(error, attempt, target.Route, NextDouble()) is not { } delay
                || delay >= total - call.Time.GetElapsedTime(begun))
            {
                return result;
            }

            await Task.Delay(delay, call.Time, ct);
            untried = call.State.AllowedTargets;
            target = Choose(untried);
        }
    }

    // By weight; those without any only where all are.
    private Target Choose(IReadOnlyList<Target> targets)
    {
        if (targets.Count == 1)
        {
            return targets[0];
        }

        var left = NextDouble() * targets.Sum(target => target.Weight);
        foreach (var target in targets)
        {
            left -= target.Weight;
            if (left < 0)
            {
                return target;
            }
        }

        return targets.FirstOrDefault(target => target.Weight > 0) ?? targets[0];
    }

    private static async ValueTask<CallResult> TryAsync(Call call, Target target, TimeSpan total, Next next, CancellationToken ct)
    {
        var state = call.State;
        var route = target.Route;
        var clock = new AttemptClock(call.Time, route.FirstByte, route.Idle, total, ct);
        state.Target = target;
        state.Clock = clock;
        RoutedFrames? frames = null;
        try
        {
            var result = await next(call, clock.Token);
            state.EngineAnswered = call.Time.GetTimestamp();
            if (result is not CallResult.Streamed streamed)
            {
                return result;
            }

            frames = new RoutedFrames(call, streamed.Frames, clock);
            if (await frames.ReadFirstAsync(ct) is { } failed)
            {
                return CallResult.Fail(failed);
            }

            state.EngineAnswered = call.Time.GetTimestamp();
            var kept = new CallResult.Streamed(frames);
            frames = null;
            clock = null;
            return kept;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested && clock is not null)
        {
            return CallResult.Fail(Retrying.TimedOut(clock));
        }
        catch
        {
            // An attempt that was stopped, or that ran into a bug, was made all the same, and may be billed.
            var error = call.StopReason ?? new CallError(ErrorKind.Internal, "The attempt ran into a bug.");
            state.AddAttempt(new Attempt(target.Provider, target.UpstreamModel, error));
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
    }

    private double NextDouble()
    {
        lock (random)
        {
            return random.NextDouble();
        }
    }
}
