using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Route;

/// <summary>
/// Runs the call at its target, within the target's time-outs, and tries again what may be tried again, as long as nothing has
/// been released to the client: a stream's first event is awaited here.
/// </summary>
/// <param name="random">For the jitter of the back-off.</param>
public sealed class RouteStage(Random random) : Stage
{
    /// <inheritdoc/>
    public override async ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var target = call.State.AllowedTargets[0];
        var begun = call.Time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var result = await TryAsync(call, target, target.Route.Total - call.Time.GetElapsedTime(begun), next, ct);
            var error = (result as CallResult.Failed)?.Error;
            call.State.AddAttempt(new Attempt(target.Provider, target.UpstreamModel, error));
            if (error is null || attempt >= target.Route.Attempts || !Retrying.MayRetry(error))
            {
                return result;
            }

            // What comes after the call's whole time is not worth waiting for.
            if (Retrying.Delay(error, attempt, target.Route, NextDouble()) is not { } delay
                || delay >= target.Route.Total - call.Time.GetElapsedTime(begun))
            {
                return result;
            }

            await Task.Delay(delay, call.Time, ct);
        }
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
