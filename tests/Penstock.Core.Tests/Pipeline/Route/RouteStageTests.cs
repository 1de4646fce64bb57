using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Route;

public sealed class RouteStageTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Answers_at_the_first_try()
    {
        var engine = new FakeEngine(FakeEngine.Gives(Given.Answer()));
        using var call = Routing.Call(_time, engine);

        Assert.IsType<CallResult.Unary>(await Routing.RunAsync(call));

        Assert.Equal([("house", "gpt-upstream", (CallError?)null)], call.State.Attempts.Select(attempt => (attempt.Provider, attempt.UpstreamModel, attempt.Error)));
        Assert.Same(call.State.AllowedTargets[0], call.State.Target);
    }

    [Fact]
    public async Task Tries_again_after_a_back_off_and_records_every_attempt()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Routing.Unreachable), FakeEngine.Fails(Given.ProviderError(500)), FakeEngine.Gives(Given.Answer()));
        using var call = Routing.Call(_time, engine);

        var running = Routing.RunAsync(call, chance: 1);
        Assert.Single(engine.Tries);
        _time.Advance(TimeSpan.FromSeconds(3));

        Assert.IsType<CallResult.Unary>(Routing.Done(running));
        Assert.Equal([TimeSpan.Zero, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)], engine.Tries);
        Assert.Equal(TimeSpan.FromSeconds(3), call.Between(call.Started, call.State.EngineAnswered));
        Assert.Equal([ErrorKind.ProviderUnavailable, ErrorKind.ProviderError, null], call.State.Attempts.Select(attempt => attempt.Error?.Kind));
    }

    [Fact]
    public async Task Gives_the_last_error_when_all_attempts_have_failed()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Given.ProviderError(500)), FakeEngine.Fails(Given.ProviderError(503)), FakeEngine.Fails(Given.ProviderError(529)));
        using var call = Routing.Call(_time, engine);

        var running = Routing.RunAsync(call);
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(529, Routing.Error(Routing.Done(running)).Status);
        Assert.Equal(3, call.State.Attempts.Count);
    }

    [Fact]
    public async Task Does_not_try_again_what_cannot_succeed()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Given.ProviderError(400)));
        using var call = Routing.Call(_time, engine);

        Assert.Equal(400, Routing.Error(await Routing.RunAsync(call)).Status);
        Assert.Single(engine.Tries);
    }

    [Fact]
    public async Task Waits_as_long_as_the_provider_asks()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Given.ProviderError(429, TimeSpan.FromSeconds(10))), FakeEngine.Gives(Given.Answer()));
        using var call = Routing.Call(_time, engine);

        var running = Routing.RunAsync(call);
        _time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Single(engine.Tries);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.IsType<CallResult.Unary>(Routing.Done(running));
        Assert.Equal(TimeSpan.FromSeconds(10), engine.Tries[1]);
    }

    [Fact]
    public async Task Passes_on_a_longer_wait_than_it_is_given()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Given.ProviderError(429, TimeSpan.FromSeconds(10.1))));
        using var call = Routing.Call(_time, engine);

        Assert.Equal(TimeSpan.FromSeconds(10.1), Routing.Error(await Routing.RunAsync(call)).RetryAfter);
        Assert.Single(engine.Tries);
    }

    [Fact]
    public async Task Does_not_wait_for_what_would_come_after_the_total_time()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Given.ProviderError(429, TimeSpan.FromSeconds(8))));
        using var call = Routing.Call(_time, engine, Routing.Options with { Total = TimeSpan.FromSeconds(8) });

        Assert.Equal(429, Routing.Error(Routing.Done(Routing.RunAsync(call))).Status);
    }

    [Fact]
    public async Task Gives_up_an_attempt_that_does_not_answer_and_tries_again()
    {
        var engine = new FakeEngine(FakeEngine.Hangs, FakeEngine.Gives(Given.Answer()));
        using var call = Routing.Call(_time, engine);

        var running = Routing.RunAsync(call, chance: 0);
        _time.Advance(TimeSpan.FromSeconds(20.5));

        Assert.IsType<CallResult.Unary>(Routing.Done(running));
        Assert.Equal(TimeSpan.FromSeconds(20.5), engine.Tries[1]);
        var error = call.State.Attempts[0].Error!;
        Assert.Equal(ErrorKind.ProviderTimeout, error.Kind);
        Assert.Equal("The provider did not answer within 20 s.", error.Message);
    }

    [Fact]
    public async Task Leaves_the_last_attempt_only_what_is_left_of_the_total_time()
    {
        var engine = new FakeEngine(FakeEngine.Hangs);
        using var call = Routing.Call(_time, engine, Routing.Options with { Total = TimeSpan.FromSeconds(30) });

        var running = Routing.RunAsync(call, chance: 0);
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.False(running.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(ErrorKind.ProviderTimeout, Routing.Error(Routing.Done(running)).Kind);
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
        using var call = Routing.Call(_time, engine, Routing.Options with { Attempts = 1 });

        var running = Routing.RunAsync(call);
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("The provider went silent for 5 s in the middle of its answer.", Routing.Error(Routing.Done(running)).Message);
    }

    [Fact]
    public async Task Stops_in_the_middle_of_an_attempt_and_records_it()
    {
        var engine = new FakeEngine(FakeEngine.Hangs);
        using var call = Routing.Call(_time, engine);

        var running = Routing.RunAsync(call);
        call.Stop(Given.Left);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal([Given.Left], call.State.Attempts.Select(attempt => attempt.Error));
    }

    [Fact]
    public async Task Stops_in_the_middle_of_a_back_off()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Routing.Unreachable));
        using var call = Routing.Call(_time, engine);

        var running = Routing.RunAsync(call);
        call.Stop(Given.Left);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(engine.Tries);
        Assert.Equal([Routing.Unreachable], call.State.Attempts.Select(attempt => attempt.Error));
    }

    [Fact]
    public async Task Records_an_attempt_that_ran_into_a_bug()
    {
        var engine = new FakeEngine((_, _) => throw new FormatException());
        using var call = Routing.Call(_time, engine);

        await Assert.ThrowsAsync<FormatException>(() => Routing.RunAsync(call));

        Assert.Equal([ErrorKind.Internal], call.State.Attempts.Select(attempt => attempt.Error!.Kind));
    }

    [Fact]
    public async Task Tries_a_stream_again_that_fails_before_its_first_frame()
    {
        var torn = new FakeFrames(new ErrorFrame(Routing.Unreachable));
        var whole = new FakeFrames(new ChunkFrame(new TextChunk("one")), ChunkFrame.Terminal());
        var engine = new FakeEngine(FakeEngine.Gives(new CallResult.Streamed(torn)), FakeEngine.Gives(new CallResult.Streamed(whole)));
        using var call = Routing.Call(_time, engine);

        var running = Routing.RunAsync(call);
        _time.Advance(TimeSpan.FromSeconds(1));
        var frames = Assert.IsType<CallResult.Streamed>(Routing.Done(running)).Frames;

        Assert.True(torn.Disposed);
        Assert.Equal([FrameKind.Data, FrameKind.Terminal], await Routing.ReadAllAsync(frames));
        Assert.Equal([Routing.Unreachable, null], call.State.Attempts.Select(attempt => attempt.Error));
        await frames.DisposeAsync();
        Assert.True(whole.Disposed);
    }

    [Fact]
    public async Task Tries_a_stream_again_whose_first_frame_does_not_come()
    {
        var silent = new FakeFrames();
        var engine = new FakeEngine(FakeEngine.Gives(new CallResult.Streamed(silent)), FakeEngine.Gives(new CallResult.Streamed(new FakeFrames(ChunkFrame.Terminal()))));
        using var call = Routing.Call(_time, engine);

        var running = Routing.RunAsync(call, chance: 0);
        _time.Advance(TimeSpan.FromSeconds(20.5));

        Assert.Equal([FrameKind.Terminal], await Routing.ReadAllAsync(Assert.IsType<CallResult.Streamed>(Routing.Done(running)).Frames));
        Assert.True(silent.Disposed);
        Assert.Equal("The provider did not answer within 20 s.", call.State.Attempts[0].Error!.Message);
    }

    [Fact]
    public async Task Disposes_a_stream_that_is_stopped_before_its_first_frame()
    {
        var silent = new FakeFrames();
        using var call = Routing.Call(_time, new FakeEngine(FakeEngine.Gives(new CallResult.Streamed(silent))));

        var running = Routing.RunAsync(call);
        call.Stop(Given.Left);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.True(silent.Disposed);
    }

    [Fact]
    public async Task Does_not_try_a_stream_again_after_its_first_frame()
    {
        var stream = new FakeFrames(new ChunkFrame(new TextChunk("one")), new ErrorFrame(Routing.Unreachable));
        var engine = new FakeEngine(FakeEngine.Gives(new CallResult.Streamed(stream)));
        using var call = Routing.Call(_time, engine);

        var frames = Assert.IsType<CallResult.Streamed>(await Routing.RunAsync(call)).Frames;

        Assert.Equal([FrameKind.Data, FrameKind.Error], await Routing.ReadAllAsync(frames));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Single(engine.Tries);
        Assert.Equal([("house", "gpt-upstream", (CallError?)null)], call.State.Attempts.Select(attempt => (attempt.Provider, attempt.UpstreamModel, attempt.Error)));
    }

    [Fact]
    public void Tells_the_meter_of_every_attempt_and_how_each_went()
    {
        var engine = new FakeEngine(FakeEngine.Fails(Routing.Unreachable), FakeEngine.Hangs, FakeEngine.Gives(Given.Answer()));
        using var call = Routing.Call(_time, engine);
        var meter = new FakeMeter();
        call.State.AttemptMeter = meter;

        var running = Routing.RunAsync(call, chance: 0);
        _time.Advance(TimeSpan.FromSeconds(0.5));
        _time.Advance(TimeSpan.FromSeconds(20));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Same(meter.Given, Routing.Done(running));
        Assert.Equal(["begins", "failed", "begins", "stopped", "begins", "answered"], meter.Told);
    }

    [Fact]
    public async Task Asks_no_provider_where_the_meter_lets_no_attempt_begin()
    {
        var engine = new FakeEngine(FakeEngine.Gives(Given.Answer()));
        using var call = Routing.Call(_time, engine);
        var meter = new FakeMeter { Refusal = new CallError(ErrorKind.BudgetExceeded, "Nothing is left.") };
        call.State.AttemptMeter = meter;

        Assert.Equal(meter.Refusal, Routing.Error(await Routing.RunAsync(call)));
        Assert.Empty(engine.Tries);
        Assert.Equal(["begins"], meter.Told);
    }

    [Fact]
    public async Task Tells_the_meter_of_an_attempt_that_was_stopped_or_ran_into_a_bug()
    {
        using var stopped = Routing.Call(_time, new FakeEngine(FakeEngine.Hangs));
        var meter = new FakeMeter();
        stopped.State.AttemptMeter = meter;
        var running = Routing.RunAsync(stopped);
        stopped.Stop(new CallError(ErrorKind.ClientLeft, "The client left."));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(["begins", "stopped"], meter.Told);

        using var faulty = Routing.Call(_time, new FakeEngine((_, _) => throw new InvalidOperationException("A bug.")));
        faulty.State.AttemptMeter = meter = new FakeMeter();
        await Assert.ThrowsAsync<InvalidOperationException>(() => Routing.RunAsync(faulty));
        Assert.Equal(["begins", "stopped"], meter.Told);
    }

    private sealed class FakeMeter : IAttemptMeter
    {
        public List<string> Told { get; } = [];

        public CallError? Refusal { get; init; }

        public CallResult? Given { get; private set; }

        public ValueTask<CallError?> TryAsync(Target target, CancellationToken ct)
        {
            Told.Add("begins");
            return ValueTask.FromResult(Refusal);
        }

        // What it gives back goes on in the place of what the engine gave.
        public CallResult Took(CallResult result)
        {
            Told.Add(result is CallResult.Failed ? "failed" : "answered");
            return result is CallResult.Unary unary ? Given = new CallResult.Unary(unary.Answer) : result;
        }

        public void Stopped() => Told.Add("stopped");
    }
}
