using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Invoke;
using Penstock.Pipeline.Route;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Route;

/// <summary>Calls that are routed and invoked, and what came of them.</summary>
internal static class Routing
{
    public static readonly CallError Unreachable = new(ErrorKind.ProviderUnavailable, "The provider could not be reached.");

    public static readonly RouteOptions Options = new()
    {
        Attempts = 3,
        BaseDelay = TimeSpan.FromSeconds(1),
        MaxDelay = TimeSpan.FromSeconds(10),
        FirstByte = TimeSpan.FromSeconds(20),
        Idle = TimeSpan.FromSeconds(5),
        Total = TimeSpan.FromSeconds(60),
    };

    public static Call Call(ManualTime time, FakeEngine engine, RouteOptions? route = null)
    {
        var call = Given.Call(time);
        call.State.AllowedTargets = [Given.Target(engine, route ?? Options)];
        return call;
    }

    public static Task<CallResult> RunAsync(Call call, double chance = 0.5) => RunAsync(new RouteStage(new Chance(chance), call.Time), call);

    public static Task<CallResult> RunAsync(RouteStage stage, Call call)
    {
        var invoke = new InvokeStage((_, _) => 0);
        return stage.RunAsync(call, (call, ct) => invoke.RunAsync(call, null!, ct), call.Stopped).AsTask();
    }

    // Time stands still here: what is not done by now never will be.
    public static CallResult Done(Task<CallResult> running)
    {
        Assert.True(running.IsCompleted);
        return running.GetAwaiter().GetResult();
    }

    public static CallError Error(CallResult result) => Assert.IsType<CallResult.Failed>(result).Error;

    public static async Task<List<FrameKind>> ReadAllAsync(FrameStream frames)
    {
        var kinds = new List<FrameKind>();
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            kinds.Add(frame.Kind);
        }

        return kinds;
    }

    /// <summary>Chance that always comes out the same.</summary>
    internal sealed class Chance(double chance) : Random
    {
        public override double NextDouble() => chance;
    }
}
