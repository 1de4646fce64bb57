using Penstock.Domain.Calls;
using Penstock.Pipeline;
using Xunit;

namespace Penstock.Core.Tests.Pipeline;

public sealed class CallPipelineTests
{
    private readonly List<string> _log = [];
    private readonly List<Exception> _faults = [];
    private readonly RunningCalls _running = new();

    [Fact]
    public async Task Runs_the_first_stage_outermost_and_ends_with_the_innermost_first()
    {
        using var call = Given.Call();
        var pipeline = Pipeline(new FakeEnd(_log, "observer"), Step("meter"), Step("ledger"), FakeStage.Gives(Given.Answer()));

        Assert.IsType<CallResult.Unary>(await pipeline.RunAsync(call));
        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);

        Assert.Equal(["meter", "ledger", "ledger Completed", "meter Completed", "observer Completed"], _log);
    }

    [Fact]
    public async Task Counts_a_call_as_running_until_it_has_ended()
    {
        using var call = Given.Call();
        await Pipeline(null, FakeStage.Gives(Given.Answer())).RunAsync(call);

        Assert.Equal(1, _running.Count);
        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);
        Assert.Equal(0, _running.Count);
    }

    [Fact]
    public async Task Reports_an_exception_and_tells_the_caller_nothing_of_it()
    {
        using var call = Given.Call();
        var bug = new FormatException("secret");

        var failed = Assert.IsType<CallResult.Failed>(await Pipeline(null, new FakeStage((_, _, _) => throw bug)).RunAsync(call));

        Assert.Equal(ErrorKind.Internal, failed.Error.Kind);
        Assert.DoesNotContain("secret", failed.Error.Message, StringComparison.Ordinal);
        Assert.Equal([bug], _faults);
    }

    [Fact]
    public async Task Reports_a_last_stage_that_does_not_answer()
    {
        using var call = Given.Call();

        var failed = Assert.IsType<CallResult.Failed>(await Pipeline(null, Step("meter")).RunAsync(call));

        Assert.Equal(ErrorKind.Internal, failed.Error.Kind);
        Assert.IsType<InvalidOperationException>(Assert.Single(_faults));
    }

    [Fact]
    public async Task Answers_a_stopped_call_with_the_reason()
    {
        using var call = Given.Call();
        var result = Pipeline(null, new FakeStage((call, _, ct) => FakeEngine.Hangs(call, ct))).RunAsync(call);

        call.Stop(Given.Left);

        Assert.Same(Given.Left, Assert.IsType<CallResult.Failed>(await result).Error);
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task Reports_a_cancellation_that_nobody_asked_for()
    {
        using var call = Given.Call();

        var result = await Pipeline(null, new FakeStage((_, _, _) => throw new OperationCanceledException())).RunAsync(call);

        Assert.Equal(ErrorKind.Internal, Assert.IsType<CallResult.Failed>(result).Error.Kind);
        Assert.Single(_faults);
    }

    private CallPipeline Pipeline(IEndAction? observer, params Stage[] stages) =>
        new(stages, _running, observer, (_, exception) => _faults.Add(exception));

    private FakeStage Step(string name) => new((call, next, ct) =>
    {
        _log.Add(name);
        call.OnEnd(new FakeEnd(_log, name));
        return next(call, ct);
    });
}
