using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Content;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Content;

public sealed class ContentStageTests
{
    private const int Most = 256 * 1024;
    private readonly ManualTime _time = new();
    private readonly InMemoryContentLog _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Records_what_was_asked_and_answered_for_the_time_that_the_policy_says()
    {
        using var call = await CallAsync(TimeSpan.FromDays(7), "Hello"u8.ToArray());

        var kept = await _log.FindAsync(call.Id, Ct);

        Assert.NotNull(kept);
        Assert.Equal((call.Id, "key_1", new string('\0', 17), "Hello", false), (kept.CallId, kept.Owner, kept.Request, kept.Answer, kept.IsCut));
        Assert.Equal((call.StartedAt, call.StartedAt + TimeSpan.FromDays(7)), (kept.At, kept.Until));
        Assert.Equal(["content: recorded"], call.State.Decisions);
    }

    [Fact]
    public async Task Content_of_somebodys_key_is_theirs()
    {
        using var call = await CallAsync(TimeSpan.FromDays(7), [], new Principal(PrincipalKind.User, "user_ada", "Ada"));

        Assert.Equal("user_ada", (await _log.FindAsync(call.Id, Ct))?.Owner);
        Assert.Equal(1, await _log.EraseAsync("user_ada", Ct));
        Assert.Null(await _log.FindAsync(call.Id, Ct));
    }

    [Fact]
    public async Task Says_that_a_long_answer_was_cut()
    {
        using var call = await CallAsync(TimeSpan.FromDays(7), new byte[Most + 1]);

        var kept = await _log.FindAsync(call.Id, Ct);

        Assert.Equal((true, Most), (kept!.IsCut, kept.Answer.Length));
    }

    [Fact]
    public async Task Records_nothing_where_no_policy_asks_for_it()
    {
        using var call = await CallAsync(null, "Hello"u8.ToArray());

        Assert.Null(call.State.AnswerCopy);
        Assert.Null(await _log.FindAsync(call.Id, Ct));
        Assert.Empty(call.State.Decisions);
    }

    [Fact]
    public async Task Says_so_where_too_much_is_waiting_to_be_written()
    {
        _log.TryAdd(new CallContent("call_1", "key_1", default, default, false, default, default));

        using var call = await CallAsync(TimeSpan.FromDays(7), []);

        Assert.Equal(["content: not recorded, too much is waiting"], call.State.Decisions);
    }

    private async Task<Call> CallAsync(TimeSpan? kept, byte[] answer, Principal? principal = null)
    {
        var call = Given.Call(_time);
        call.State.Caller = new Caller(Given.Key()) { Principal = principal };
        call.State.Request = new FakeRequest("gpt");
        call.State.LogContent = kept;
        await new ContentStage(_log).RunAsync(call, (call, _) =>
        {
            call.State.AnswerCopy?.Add(answer);
            return ValueTask.FromResult(Given.Answer());
        }, Ct);
        await call.EndAsync(CallEnd.Completed, null, Ct);
        return call;
    }
}
