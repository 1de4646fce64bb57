using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline.Shadow;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Shadow;

public sealed class ShadowStageTests
{
    private static readonly CallHead Head = new() { Capability = Capability.Predict, Dialect = "penstock" };
    private readonly ManualTime _time = new();
    private readonly CatalogSource _catalogue = new(ModelCatalog.Empty);

    [Theory]
    [InlineData(1f, "same")]
    [InlineData(1.5f, "different")]
    [InlineData(null, "failed")]
    public async Task Compares_the_shadows_answer_with_the_calls(float? shadows, string outcome)
    {
        using var comparisons = new ShadowComparisons();
        await using var stage = new ShadowStage(new Random(1), comparisons);
        var engine = new Answering(shadows);
        using var call = Call(engine, 1);

        var result = await stage.RunAsync(call, (_, _) => ValueTask.FromResult(Answer(1f)), TestContext.Current.CancellationToken);

        Assert.IsType<CallResult.Unary>(result);
        await engine.Asked.WaitAsync(TestContext.Current.CancellationToken);
        await stage.DisposeAsync();
        var tally = comparisons.Of("m", "2")!;
        Assert.Equal(
            (outcome == "same" ? 1 : 0, outcome == "different" ? 1 : 0, outcome == "failed" ? 1 : 0),
            (tally.Same, tally.Different, tally.Failed));
    }

    [Fact]
    public async Task Gives_the_shadow_a_copy_since_the_calls_memory_ends_with_it()
    {
        using var comparisons = new ShadowComparisons();
        await using var stage = new ShadowStage(new Random(1), comparisons);
        var engine = new Answering(1f) { Gate = new TaskCompletionSource() };
        using var call = Call(engine, 1);
        var memory = new byte[4];
        BitConverter.TryWriteBytes(memory, 7f);
        call.State.Request = new GivenRequest(new PredictInput(new PredictForm(PredictLayout.Tensors), [new Tensor("x", DataType.Fp32, [1], memory)]));

        await stage.RunAsync(call, (_, _) => ValueTask.FromResult(Answer(1f)), TestContext.Current.CancellationToken);
        Array.Clear(memory);
        engine.Gate.SetResult();

        var seen = Assert.IsType<Tensor>((await engine.Asked.WaitAsync(TestContext.Current.CancellationToken)).Values[0]);
        Assert.Equal(7f, seen.Elements<float>()[0]);
    }

    [Fact]
    public async Task Drops_and_counts_what_has_no_room_and_delays_nobody()
    {
        using var comparisons = new ShadowComparisons();
        await using var stage = new ShadowStage(new Random(1), comparisons);
        var engine = new Answering(1f) { Gate = new TaskCompletionSource() };

        for (var i = 0; i < 100; i++)
        {
            using var call = Call(engine, 1);
            var running = stage.RunAsync(call, (_, _) => ValueTask.FromResult(Answer(1f)), TestContext.Current.CancellationToken);
            Assert.True(running.IsCompletedSuccessfully);
        }

        // One runs, 64 wait, if the one was taken already.
        Assert.InRange(comparisons.Of("m", "2")!.Dropped, 35, 36);
        engine.Gate.SetResult();
    }

    [Fact]
    public async Task Leaves_calls_alone_that_are_not_sampled_or_failed()
    {
        using var comparisons = new ShadowComparisons();
        await using var stage = new ShadowStage(new Random(1), comparisons);
        var engine = new Answering(1f);
        using var rare = Call(engine, 1e-9);
        using var failed = Call(engine, 1);

        await stage.RunAsync(rare, (_, _) => ValueTask.FromResult(Answer(1f)), TestContext.Current.CancellationToken);
        await stage.RunAsync(failed, (_, _) => ValueTask.FromResult(CallResult.Fail(ErrorKind.Internal, "no")), TestContext.Current.CancellationToken);
        await stage.DisposeAsync();

        Assert.False(engine.Asked.IsCompleted);
        Assert.Null(comparisons.Of("m", "2"));
    }

    private Call Call(IEngine shadow, double sample)
    {
        var call = Given.Call(_time, Head);
        var second = Given.Model("m", Given.Target(shadow)) with { Version = "2" };
        call.State.Model = Given.Model("m") with { Version = "1", Shadow = new ModelShadow(second, sample, 1e-4) };
        call.State.Catalogue = _catalogue.Enter();
        call.State.Request = new GivenRequest(new PredictInput(new PredictForm(PredictLayout.Tensors), [Tensor.Of("x", DataType.Fp32, [1], 7f)]));
        return call;
    }

    private static CallResult Answer(float value) =>
        new CallResult.Unary(new OutputAnswer(new PredictOutput(new PredictForm(PredictLayout.Tensors), [Tensor.Of("y", DataType.Fp32, [1], value)])));

    private sealed class Answering(float? value) : IEngine
    {
        private readonly TaskCompletionSource<PredictInput> _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<PredictInput> Asked => _asked.Task;

        public TaskCompletionSource? Gate { get; init; }

        public async ValueTask<CallResult> InvokeAsync(Call call, Target target, CancellationToken ct)
        {
            await (Gate?.Task ?? Task.CompletedTask).WaitAsync(ct);
            _asked.TrySetResult((PredictInput)call.State.Request!.ReadInput(call.State.Model!).Input!);
            return value is { } number ? Answer(number) : CallResult.Fail(ErrorKind.Internal, "The model failed.");
        }
    }

    private sealed class GivenRequest(PredictInput input) : CallRequest
    {
        public override string? Model => null;

        public override bool Stream => false;

        public override ReadOnlyMemory<byte> Body => default;

        public override (CallInput? Input, CallError? Error) ReadInput(Model model) => (input, null);

        public override void Dispose()
        {
        }
    }
}
