using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Invoke;
using Penstock.Pipeline.Route;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Route;

public sealed class RouteStageTests
{
    private static readonly CallError s_unreachable = new(ErrorKind.ProviderUnavailable, "The provider could not be reached.");
    private static readonly RouteOptions s_route = new()
    {
        Attempts = 3,
        BaseDelay = TimeSpan.FromSeconds(1),
        MaxDelay = TimeSpan.FromSeconds(10),
        FirstByte = TimeSpan.FromSeconds(20),
        Idle = TimeSpan.FromSeconds(5),
        Total = TimeSpan.FromSeconds(60),
    };

    private readonly ManualTime _time = new();

    [Fact]
    public async Task Answers_at_the_first_try()
    {
        var engine = new FakeEngine(FakeEngine.Gives(Given.Answer()));
        using var call = Call(engine);

        Assert.IsType<CallResult.Unary>(await RunAsync(call));

        Assert.Equal([("house", "gpt-upstream", (CallError?)null)], call.State.Attempts.Select(attempt => (attempt.Provider, attempt.UpstreamModel, attempt.Error)));
        Assert.Same(call.State.AllowedTargets[0], call.State.Target);
    }

    [Fact]
    public async Task Tries_again_after_a_back_off_and_records_every_attempt()
    {
        var engine = new FakeEngine(FakeEngine.Fails(s_unreachable), FakeEngine.Fails(Given.ProviderError(500)), FakeEngine.Gives(Given.Answer()));
        using var call = Call(engine);

        var running = RunAsync(call, chance: 1);
        Assert.Single(engine.Tries);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.IsType<CallResult.Unary>(Done(running));
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)], engine.Tries);
        Assert.Equal(TimeSpan.FromSeconds(3), call.Between(call.Started, call.State.EngineAnswered));
        Assert.Equal([ErrorKind.ProviderUnavailable, ErrorKind.ProviderError, null], call.State.Attempts.Select(attempt => attempt.Error?.Kind));
    }

    [Fact]
    public async Task Gives_the_last_error_when_all_attempts_have_failed()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Given.ProviderError(500)), FakeEngine.Fails(Given.ProviderError(503)), FakeEngine.Fails(Given.ProviderError(529)));
        using var call = Call(engine);

        var running = RunAsync(call);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(529, Error(Done(running)).Status);
        Assert.Equal(3, call.State.Attempts.Count);
    }

    [Fact]
    public async Task Does_not_try_again_what_cannot_succeed()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Given.ProviderError(400)));
        using var call = Call(engine);

        Assert.Equal(400, Error(await RunAsync(call)).Status);
        Assert.Single(engine.Tries);
    }

    [Fact]
    public async Task Waits_as_long_as_the_provider_asks()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Given.ProviderError(429, TimeSpan.FromSeconds(10))), FakeEngine.Gives(Given.Answer()));
        using var call = Call(engine);

        var running = RunAsync(call);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Single(engine.Tries);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.IsType<CallResult.Unary>(Done(running));
        Assert.Equal(TimeSpan.FromSeconds(10), engine.Tries[1]);
    }

    [Fact]
    public async Task Passes_on_a_longer_wait_than_it_is_given()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Given.ProviderError(429, TimeSpan.FromSeconds(10.1))));
        using var call = Call(engine);

        Assert.Equal(TimeSpan.FromSeconds(10.1), Error(await RunAsync(call)).RetryAfter);
        Assert.Single(engine.Tries);
    }

    [Fact]
    public async Task Does_not_wait_for_what_would_come_after_the_total_time()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Given.ProviderError(429, TimeSpan.FromSeconds(8))));
        using var call = Call(engine, s_route with { Total = TimeSpan.FromSeconds(8) });

        Assert.Equal(429, Error(Done(RunAsync(call))).Status);
    }

    [Fact]
    public async Task Gives_up_an_attempt_that_does_not_answer_and_tries_again()
    {
        var engine = new FakeEngine(FakeEngine.Hangs, FakeEngine.Gives(Given.Answer()));
        using var call = Call(engine);

        var running = RunAsync(call, chance: 0);
        _time.Advance(TimeSpan.FromSeconds(20.5));

        Assert.IsType<CallResult.Unary>(Done(running));
        Assert.Equal(TimeSpan.FromSeconds(20.5), engine.Tries[1]);
        var error = call.State.Attempts[0].Error!;
        Assert.Equal(ErrorKind.ProviderTimeout, error.Kind);
        Assert.Equal("The provider did not answer within 20 s.", error.Message);
    }

    [Fact]
    public async Task Leaves_the_last_attempt_only_what_is_left_of_the_total_time()
    {
        var engine = new FakeEngine(FakeEngine.Hangs);
        using var call = Call(engine, s_route with { Total = TimeSpan.FromSeconds(30) });

        var running = RunAsync(call, chance: 0);
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(ErrorKind.ProviderTimeout, Error(Done(running)).Kind);
        Assert.Equal(2, engine.Tries.Count);
    }

    [Fact]
    public async Task Gives_up_an_answer_that_goes_silent_in_the_middle()
    {
        var engine = new FakeEngine((call, ct) =>
        {
            call.State.Clock!.Progress();
            return FakeEngine.Hangs(call, ct);
        });
        using var call = Call(engine, s_route with { Attempts = 1 });

        var running = RunAsync(call);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("The provider went silent for 5 s in the middle of its answer.", Error(Done(running)).Message);
    }

    [Fact]
    public async Task Stops_in_the_middle_of_an_attempt_and_records_it()
    {
        var engine = new FakeEngine(FakeEngine.Hangs);
        using var call = Call(engine);

        var running = RunAsync(call);
        call.Stop(Given.Left);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal([Given.Left], call.State.Attempts.Select(attempt => attempt.Error));
    }

    [Fact]
    public async Task Stops_in_the_middle_of_a_back_off()
    {
        var engine = new FakeEngine(FakeEngine.Fails(s_unreachable));
        using var call = Call(engine);

        var running = RunAsync(call);
        call.Stop(Given.Left);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(engine.Tries);
        Assert.Equal([s_unreachable], call.State.Attempts.Select(attempt => attempt.Error));
    }

    [Fact]
    public async Task Records_an_attempt_that_ran_into_a_bug()
    {
        var engine = new FakeEngine((_, _) => throw new FormatException());
        using var call = Call(engine);

        await Assert.ThrowsAsync<FormatException>(() => RunAsync(call));

        Assert.Equal([ErrorKind.Internal], call.State.Attempts.Select(attempt => attempt.Error!.Kind));
    }

    [Fact]
    public async Task Tries_a_stream_again_that_fails_before_its_first_frame()
    {
        var torn = new FakeFrames(new ErrorFrame(s_unreachable));
        var whole = new FakeFrames(new ChunkFrame(new TextChunk("one")), ChunkFrame.Terminal());
        var engine = new FakeEngine(FakeEngine.Gives(new CallResult.Streamed(torn)), FakeEngine.Gives(new CallResult.Streamed(whole)));
        using var call = Call(engine);

        var running = RunAsync(call);
        _time.Advance(TimeSpan.FromSeconds(1));
        var frames = Assert.IsType<CallResult.Streamed>(Done(running)).Frames;

        Assert.True(torn.Disposed);
        Assert.Equal([FrameKind.Data, FrameKind.Terminal], await ReadAllAsync(frames));
        Assert.Equal([s_unreachable, null], call.State.Attempts.Select(attempt => attempt.Error));
        await frames.DisposeAsync();
        Assert.True(whole.Disposed);
    }

    [Fact]
    public async Task Tries_a_stream_again_whose_first_frame_does_not_come()
    {
        var silent = new FakeFrames();
        var engine = new FakeEngine(FakeEngine.Gives(new CallResult.Streamed(silent)), FakeEngine.Gives(new CallResult.Streamed(new FakeFrames(ChunkFrame.Terminal()))));
        using var call = Call(engine);

        var running = RunAsync(call, chance: 0);
        _time.Advance(TimeSpan.FromSeconds(20.5));

        Assert.Equal([FrameKind.Terminal], await ReadAllAsync(Assert.IsType<CallResult.Streamed>(Done(running)).Frames));
        Assert.True(silent.Disposed);
        Assert.Equal("The provider did not answer within 20 s.", call.State.Attempts[0].Error!.Message);
    }

    [Fact]
    public async Task Disposes_a_stream_that_is_stopped_before_its_first_frame()
    {
        var silent = new FakeFrames();
        using var call = Call(new FakeEngine(FakeEngine.Gives(new CallResult.Streamed(silent))));

        var running = RunAsync(call);
        call.Stop(Given.Left);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(silent.Disposed);
    }

    [Fact]
    public async Task Does_not_try_a_stream_again_after_its_first_frame()
    {
        var stream = new FakeFrames(new ChunkFrame(new TextChunk("one")), new ErrorFrame(s_unreachable));
        var engine = new FakeEngine(FakeEngine.Gives(new CallResult.Streamed(stream)));
        using var call = Call(engine);

        var frames = Assert.IsType<CallResult.Streamed>(await RunAsync(call)).Frames;

        Assert.Equal([FrameKind.Data, FrameKind.Error], await ReadAllAsync(frames));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(engine.Tries);
        Assert.Equal([("house", "gpt-upstream", (CallError?)null)], call.State.Attempts.Select(attempt => (attempt.Provider, attempt.UpstreamModel, attempt.Error)));
    }

    [Theory]
    [InlineData(0.0, 0)]
    [InlineData(0.89, 0)]
    [InlineData(0.9, 1)]
    [InlineData(0.999, 1)]
    public async Task Chooses_among_targets_by_their_weights(double chance, int chosen)
    {
        FakeEngine[] engines = [new(FakeEngine.Gives(Given.Answer())), new(FakeEngine.Gives(Given.Answer())), new(FakeEngine.Gives(Given.Answer()))];
        using var call = Call(engines[0]);
        call.State.AllowedTargets = [Target(engines[0], 90), Target(engines[1], 10), Target(engines[2], 0)];

        await RunAsync(call, chance);

        Assert.Equal(chosen, Array.FindIndex(engines, engine => engine.Tries.Count > 0));
        Assert.Same(call.State.AllowedTargets[chosen], call.State.Target);
    }

    [Fact]
    public async Task Tries_the_other_targets_at_once_before_it_waits()
    {
        FakeEngine[] engines = [new(FakeEngine.Fails(s_unreachable)), new(FakeEngine.Fails(s_unreachable), FakeEngine.Gives(Given.Answer()))];
        using var call = Call(engines[0]);
        call.State.AllowedTargets = [Target(engines[0], 0), Target(engines[1], 1)];

        var running = RunAsync(call, chance: 1);
        Assert.Equal((1, 1), (engines[0].Tries.Count, engines[1].Tries.Count));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.IsType<CallResult.Unary>(Done(running));
        Assert.Equal(3, call.State.Attempts.Count);
    }

    [Theory]
    [InlineData(FallbackConditions.Default | FallbackConditions.Fault, true)]
    [InlineData(FallbackConditions.Default, false)]
    public async Task Answers_from_the_other_target_when_a_model_in_this_process_breaks_only_if_that_is_wanted(FallbackConditions conditions, bool answered)
    {
        FakeEngine[] engines = [new(FakeEngine.Fails(new CallError(ErrorKind.Internal, "The model failed."))), new(FakeEngine.Gives(Given.Answer()))];
        using var call = Call(engines[0]);
        call.State.AllowedTargets = [Target(engines[0], 1) with { Route = RouteOptions.Local }, Target(engines[1], 0) with { Route = RouteOptions.Local }];
        Pool(call, new PoolOptions { FallbackOn = conditions });

        Assert.Equal(answered, await RunAsync(call) is CallResult.Unary);
    }

    [Fact]
    public async Task Tries_every_target_once_however_few_retries_there_are_the_lowest_order_first()
    {
        FakeEngine[] engines = [.. Enumerable.Range(0, 4).Select(i => new FakeEngine(i == 3 ? FakeEngine.Gives(Given.Answer()) : FakeEngine.Fails(s_unreachable)))];
        using var call = Call(engines[0]);
        call.State.AllowedTargets = [.. engines.Select((engine, i) => Named(engine, i) with { Order = i, Route = s_route with { Attempts = 1 } }).Reverse()];

        Assert.IsType<CallResult.Unary>(await RunAsync(call));

        Assert.Equal(["m0", "m1", "m2", "m3"], call.State.Attempts.Select(attempt => attempt.UpstreamModel));
        Assert.Equal([AttemptReason.Chosen, AttemptReason.Fallback, AttemptReason.Fallback, AttemptReason.Fallback], call.State.Attempts.Select(attempt => attempt.Reason));
    }

    [Fact]
    public async Task Does_not_move_on_after_an_error_that_is_none_of_the_conditions()
    {
        FakeEngine[] engines = [new(FakeEngine.Fails(Given.ProviderError(400))), new(FakeEngine.Gives(Given.Answer()))];
        using var call = Call(engines[0]);
        call.State.AllowedTargets = [Named(engines[0], 0), Named(engines[1], 1) with { Order = 1 }];

        Assert.Equal(400, Error(await RunAsync(call)).Status);
        Assert.Empty(engines[1].Tries);
    }

    [Fact]
    public async Task Leaves_a_target_alone_that_has_had_enough_and_tries_it_last_when_no_other_is_well()
    {
        FakeEngine[] engines = [new(FakeEngine.Fails(Given.ProviderError(429, TimeSpan.FromSeconds(9)))), new(FakeEngine.Gives(Given.Answer()), FakeEngine.Fails(s_unreachable))];
        var stage = new RouteStage(new Chance(0.5), _time);
        Target[] targets = [.. engines.Select((engine, i) => Named(engine, i) with { Order = i, Route = s_route with { Attempts = 1 } })];
        var runs = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            using var call = Call(engines[0]);
            call.State.AllowedTargets = targets;
            await RunAsync(stage, call);
            runs.Add(string.Join(' ', call.State.Attempts.Select(attempt => $"{attempt.UpstreamModel}:{attempt.Reason}")));
        }

        Assert.Equal(["m0:Chosen m1:Fallback", "m1:Chosen m0:LastResort"], runs);
    }

    [Fact]
    public async Task Moves_on_from_a_stream_that_fails_or_goes_silent_before_its_first_content_and_drops_what_it_began_with()
    {
        Frame Head(string id) => new ChunkFrame(new StartChunk { Id = id });
        var torn = new FakeFrames(Head("a"), new ErrorFrame(s_unreachable));
        var silent = new FakeFrames(Head("b"));
        var whole = new FakeFrames(Head("c"), new ChunkFrame(new TextChunk("one")), ChunkFrame.Terminal());
        FakeEngine[] engines = [.. new[] { torn, silent, whole }.Select(frames => new FakeEngine(FakeEngine.Gives(new CallResult.Streamed(frames))))];
        using var call = Call(engines[0]);
        call.State.AllowedTargets = [.. engines.Select((engine, i) => Named(engine, i) with { Order = i })];
        Pool(call, new PoolOptions { FirstToken = TimeSpan.FromSeconds(2) });

        var running = RunAsync(call);
        _time.Advance(TimeSpan.FromSeconds(2));
        var frames = Assert.IsType<CallResult.Streamed>(Done(running)).Frames;

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
        var beating = new FakeFrames(new Beat(), new Beat(), new ErrorFrame(s_unreachable));
        FakeEngine[] engines = [new(FakeEngine.Gives(new CallResult.Streamed(beating))), new(FakeEngine.Gives(new CallResult.Streamed(new FakeFrames(ChunkFrame.Terminal()))))];
        using var call = Call(engines[0]);
        call.State.AllowedTargets = [Named(engines[0], 0), Named(engines[1], 1) with { Order = 1 }];

        var frames = Assert.IsType<CallResult.Streamed>(await RunAsync(call)).Frames;

        Assert.Equal([FrameKind.Terminal], await ReadAllAsync(frames));
        Assert.Equal([s_unreachable, null], call.State.Attempts.Select(attempt => attempt.Error));
    }

    private static Target Named(FakeEngine engine, int number) => Target(engine, 1) with { UpstreamModel = $"m{number}" };

    private static void Pool(Call call, PoolOptions pool) =>
        call.State.Model = new Model { Id = "m", Capabilities = [Capability.Chat], Targets = call.State.AllowedTargets, Source = "file", Pool = pool };

    private static Target Target(FakeEngine engine, int weight) => Given.Target(engine, s_route) with { Weight = weight };

    // Time stands still here: what is not done by now never will be.
    private static CallResult Done(Task<CallResult> running)
    {
        Assert.True(running.IsCompleted);
        return running.GetAwaiter().GetResult();
    }

    private static CallError Error(CallResult result) => Assert.IsType<CallResult.Failed>(result).Error;

    private static async Task<List<FrameKind>> ReadAllAsync(FrameStream frames)
    {
        var kinds = new List<FrameKind>();
        while (await frames.ReadAsync(CancellationToken.None) is { } frame)
        {
            kinds.Add(frame.Kind);
        }

        return kinds;
    }

    private static Task<CallResult> RunAsync(Call call, double chance = 0.5) => RunAsync(new RouteStage(new Chance(chance), call.Time), call);

    private static Task<CallResult> RunAsync(RouteStage stage, Call call)
    {
        var invoke = new InvokeStage((_, _) => 0);
        return stage.RunAsync(call, (call, ct) => invoke.RunAsync(call, null!, ct), call.Stopped).AsTask();
    }

    private Call Call(FakeEngine engine, RouteOptions? route = null)
    {
        var call = Given.Call(_time);
        call.State.AllowedTargets = [Given.Target(engine, route ?? s_route)];
        return call;
    }

    private sealed class Beat : Frame
    {
        public Beat() => Kind = FrameKind.KeepAlive;
    }

    private sealed class Chance(double chance) : Random
    {
        public override double NextDouble() => chance;
    }
}
