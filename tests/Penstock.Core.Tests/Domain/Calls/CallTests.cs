using Penstock.Core.Tests.Pipeline;
using Penstock.Domain.Calls;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Domain.Calls;

public sealed class CallTests
{
    private static readonly CallError s_revoked = new(ErrorKind.Unauthenticated, "The key was revoked.");
    private readonly List<string> _log = [];
    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(CallEnd.Completed)]
    [InlineData(CallEnd.Failed)]
    [InlineData(CallEnd.Cut)]
    [InlineData(CallEnd.ClientLeft)]
    public async Task Ends_once_in_the_reverse_order(CallEnd end)
    {
        using var call = WithEnds();
        _time.Advance(TimeSpan.FromSeconds(3));

        await call.EndAsync(end, null, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(3));
        await call.EndAsync(CallEnd.Failed, Given.Left, CancellationToken.None);

        Assert.Equal([$"inner {end}", $"outer {end}"], _log);
        Assert.Equal(end, call.State.End);
        Assert.Null(call.State.Error);
        Assert.Equal(TimeSpan.FromSeconds(3), call.Between(call.Started, call.State.Ended));
    }

    [Fact]
    public async Task Runs_the_other_end_actions_when_one_throws()
    {
        using var call = Given.Call(_time);
        call.OnEnd(new FakeEnd(_log, "outer"));
        call.OnEnd(new FakeEnd(_log, "ledger", new IOException("The disk is full.")));
        call.OnEnd(new FakeEnd(_log, "limits", new FormatException()));

        await Assert.ThrowsAsync<FormatException>(() => call.EndAsync(CallEnd.Completed, null, CancellationToken.None).AsTask());

        Assert.Equal(["limits Completed", "ledger Completed", "outer Completed"], _log);
    }

    [Fact]
    public async Task Takes_the_status_of_the_error_unless_the_answer_had_begun()
    {
        using var before = Given.Call(_time);
        using var after = Given.Call(_time);
        after.State.FirstByte = _time.GetTimestamp();

        await before.EndAsync(CallEnd.Failed, Given.ProviderError(418), CancellationToken.None);
        await after.EndAsync(CallEnd.Cut, Given.ProviderError(418), CancellationToken.None);

        Assert.Equal(418, before.State.Status);
        Assert.Equal(200, after.State.Status);
    }

    [Fact]
    public async Task Is_amended_once_and_only_after_its_end()
    {
        using var call = WithEnds();
        call.OnAmend(new FakeEnd(_log, "ledger"));

        await call.AmendAsync(CallEnd.Cut, null, CancellationToken.None);
        Assert.Empty(_log);
        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);
        await call.AmendAsync(CallEnd.ClientLeft, Given.Left, CancellationToken.None);
        await call.AmendAsync(CallEnd.Cut, null, CancellationToken.None);
        await call.EndAsync(CallEnd.Failed, null, CancellationToken.None);

        Assert.Equal(["inner Completed", "outer Completed", "ledger ClientLeft"], _log);
        Assert.Equal(CallEnd.ClientLeft, call.State.End);
        Assert.Same(Given.Left, call.State.Error);
    }

    [Fact]
    public void Keeps_the_first_reason_it_was_stopped_for()
    {
        using var call = Given.Call(_time);
        Assert.Null(call.StopReason);

        call.Stop(s_revoked);
        call.Stop(Given.Left);

        Assert.Same(s_revoked, call.StopReason);
        Assert.True(call.Stopped.IsCancellationRequested);
    }

    [Fact]
    public void Can_be_stopped_after_it_is_gone()
    {
        var request = new FakeRequest("gpt");
        var call = Given.Call(_time);
        call.State.Request = request;
        call.Dispose();

        call.Stop(Given.Left);

        Assert.True(request.Disposed);
        Assert.Same(Given.Left, call.StopReason);
    }

    [Fact]
    public async Task Ends_once_and_for_one_reason_though_many_stop_and_end_it()
    {
        for (var round = 0; round < 50; round++)
        {
            var count = 0;
            using var call = Given.Call(_time);
            call.OnEnd(new Counter(() => Interlocked.Increment(ref count)));
            CallError[] reasons = [.. Enumerable.Range(0, 8).Select(i => new CallError(ErrorKind.Unavailable, $"Reason {i}"))];
            CallError? seen = null;
            call.Stopped.Register(() => seen = call.StopReason);

            await Parallel.ForEachAsync(reasons, async (reason, ct) =>
            {
                call.Stop(reason);
                await call.EndAsync(CallEnd.Cut, call.StopReason, CancellationToken.None);
            });

            Assert.Equal(1, count);
            Assert.Contains(seen, reasons);
            Assert.Same(seen, call.StopReason);
            Assert.Same(seen, call.State.Error);
        }
    }

    private Call WithEnds()
    {
        var call = Given.Call(_time);
        call.OnEnd(new FakeEnd(_log, "outer"));
        call.OnEnd(new FakeEnd(_log, "inner"));
        return call;
    }

    private sealed class Counter(Action count) : IEndAction
    {
        public ValueTask OnEndAsync(Call call, CancellationToken ct)
        {
            count();
            return ValueTask.CompletedTask;
        }
    }
}
