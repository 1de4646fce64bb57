using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Route;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Route;

/// <summary>What Route does where a model has several targets.</summary>
public sealed class RouteStagePoolTests
{
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.89, 0)]
    [InlineData(0.9, 1)]
    [InlineData(0.999, 1)]
    public async Task Chooses_among_targets_by_their_weights(double chance, int chosen)
    {
        FakeEngine[] engines = [new(FakeEngine.Gives(Given.Answer())), new(FakeEngine.Gives(Given.Answer())), new(FakeEngine.Gives(Given.Answer()))];
        using var call = Routing.Call(_time, engines[0]);
        call.State.AllowedTargets = [Target(engines[0], 90), Target(engines[1], 10), Target(engines[2], 0)];

        await Routing.RunAsync(call, chance);

        Assert.Equal(chosen, Array.FindIndex(engines, engine => engine.Tries.Count > 0));
        Assert.Same(call.State.AllowedTargets[chosen], call.State.Target);
    }

    [Fact]
    public async Task Tries_the_other_targets_at_once_before_it_waits()
    {
        FakeEngine[] engines = [new(FakeEngine.Fails(Routing.Unreachable)), new(FakeEngine.Fails(Routing.Unreachable), FakeEngine.Gives(Given.Answer()))];
        using var call = Routing.Call(_time, engines[0]);
        call.State.AllowedTargets = [Target(engines[0], 0), Target(engines[1], 1)];

        var running = Routing.RunAsync(call, chance: 1);
        Assert.Equal((1, 1), (engines[0].Tries.Count, engines[1].Tries.Count));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.IsType<CallResult.Unary>(Routing.Done(running));
        Assert.Equal(3, call.State.Attempts.Count);
    }

    [Theory]
    [InlineData(FallbackConditions.Default | FallbackConditions.Fault, true)]
    [InlineData(FallbackConditions.Default, false)]
    public async Task Answers_from_the_other_target_when_a_model_in_this_process_breaks_only_if_that_is_wanted(FallbackConditions conditions, bool answered)
    {
        FakeEngine[] engines = [new(FakeEngine.Fails(new CallError(ErrorKind.Internal, "The model failed."))), new(FakeEngine.Gives(Given.Answer()))];
        using var call = Routing.Call(_time, engines[0]);
        call.State.AllowedTargets = [Target(engines[0], 1) with { Route = RouteOptions.Local }, Target(engines[1], 0) with { Route = RouteOptions.Local }];
        Pool(call, new PoolOptions { FallbackOn = conditions });

        Assert.Equal(answered, await Routing.RunAsync(call) is CallResult.Unary);
    }

    [Fact]
    public async Task Tries_every_target_once_however_few_retries_there_are_the_lowest_order_first()
    {
        FakeEngine[] engines = [.. Enumerable.Range(0, 4).Select(i => new FakeEngine(i == 3 ? FakeEngine.Gives(Given.Answer()) : FakeEngine.Fails(Routing.Unreachable)))];
        using var call = Routing.Call(_time, engines[0]);
        call.State.AllowedTargets = [.. engines.Select((engine, i) => Named(engine, i) with { Order = i, Route = Routing.Options with { Attempts = 1 } }).Reverse()];

        Assert.IsType<CallResult.Unary>(await Routing.RunAsync(call));

        Assert.Equal(["m0", "m1", "m2", "m3"], call.State.Attempts.Select(attempt => attempt.UpstreamModel));
        Assert.Equal([AttemptReason.Chosen, AttemptReason.Fallback, AttemptReason.Fallback, AttemptReason.Fallback], call.State.Attempts.Select(attempt => attempt.Reason));
    }

    [Fact]
    public async Task Does_not_move_on_after_an_error_that_is_none_of_the_conditions()
    {
        FakeEngine[] engines = [new(FakeEngine.Fails(Given.ProviderError(400))), new(FakeEngine.Gives(Given.Answer()))];
        using var call = Routing.Call(_time, engines[0]);
        call.State.AllowedTargets = [Named(engines[0], 0), Named(engines[1], 1) with { Order = 1 }];

        Assert.Equal(400, Routing.Error(await Routing.RunAsync(call)).Status);
        Assert.Empty(engines[1].Tries);
    }

    [Fact]
    public async Task Leaves_a_target_alone_that_has_had_enough_and_tries_it_last_when_no_other_is_well()
    {
        FakeEngine[] engines = [new(FakeEngine.Fails(Given.ProviderError(429, TimeSpan.FromSeconds(9)))), new(FakeEngine.Gives(Given.Answer()), FakeEngine.Fails(Routing.Unreachable))];
        var stage = new RouteStage(new Routing.Chance(0.5), _time);
        Target[] targets = [.. engines.Select((engine, i) => Named(engine, i) with { Order = i, Route = Routing.Options with { Attempts = 1 } })];
        var runs = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var call = Routing.Call(_time, engines[0]);
            call.State.AllowedTargets = targets;
            await Routing.RunAsync(stage, call);
            runs.Add(string.Join(' ', call.State.Attempts.Select(attempt => $"{attempt.UpstreamModel}:{attempt.Reason}")));
        }

        Assert.Equal(["m0:Chosen m1:Fallback", "m1:Chosen m0:LastResort"], runs);
    }

    [Fact]
    public async Task Moves_on_from_a_stream_that_fails_or_goes_silent_before_its_first_content_and_drops_what_it_began_with()
    {
        Frame Head(string id) => new ChunkFrame(new StartChunk { Id = id });
        var torn = new FakeFrames(Head("a"), new ErrorFrame(Routing.Unreachable));
        var silent = new FakeFrames(Head("b"));
        var whole = new FakeFrames(Head("c"), new ChunkFrame(new TextChunk("one")), ChunkFrame.Terminal());
        FakeEngine[] engines = [.. new[] { torn, silent, whole }.Select(frames => new FakeEngine(FakeEngine.Gives(new CallResult.Streamed(frames))))];
        using var call = Routing.Call(_time, engines[0]);
        call.State.AllowedTargets = [.. engines.Select((engine, i) => Named(engine, i) with { Order = i })];
        Pool(call, new PoolOptions { FirstToken = TimeSpan.FromSeconds(2) });

        var running = Routing.RunAsync(call);
        _time.Advance(TimeSpan.FromSeconds(2));
        var frames = Assert.IsType<CallResult.Streamed>(Routing.Done(running)).Frames;

        List<ChatChunk> chunks = [];
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            chunks.AddRange(frame.Chunks);
        }

        Assert.Equal([new StartChunk { Id = "c" }, new TextChunk("one")], chunks);
        Assert.True(torn.Disposed);
        Assert.True(silent.Disposed);
        Assert.Equal("The provider gave no content within 2 s.", call.State.Attempts[1].Error!.Message);
    }

    [Fact]
    public async Task Takes_no_sign_of_life_for_content()
    {
        var beating = new FakeFrames(new Beat(), new Beat(), new ErrorFrame(Routing.Unreachable));
        FakeEngine[] engines = [new(FakeEngine.Gives(new CallResult.Streamed(beating))), new(FakeEngine.Gives(new CallResult.Streamed(new FakeFrames(ChunkFrame.Terminal()))))];
        using var call = Routing.Call(_time, engines[0]);
        call.State.AllowedTargets = [Named(engines[0], 0), Named(engines[1], 1) with { Order = 1 }];

        var frames = Assert.IsType<CallResult.Streamed>(await Routing.RunAsync(call)).Frames;

        Assert.Equal([FrameKind.Terminal], await Routing.ReadAllAsync(frames));
        Assert.Equal([Routing.Unreachable, null], call.State.Attempts.Select(attempt => attempt.Error));
    }

    private static Target Named(FakeEngine engine, int number) => Target(engine, 1) with { UpstreamModel = $"m{number}" };

    private static void Pool(Call call, PoolOptions pool) =>
        call.State.Model = new Model { Id = "m", Capabilities = [Capability.Chat], Targets = call.State.AllowedTargets, Source = "file", Pool = pool };

    private static Target Target(FakeEngine engine, int weight) => Given.Target(engine, Routing.Options) with { Weight = weight };

    private sealed class Beat : Frame
    {
        public Beat() => Kind = FrameKind.KeepAlive;
    }
}
