using Penstock.Domain.Access;
using Penstock.Pipeline.Authenticate;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Authenticate;

public sealed class SessionsTests
{
    private static readonly IssuedIdentity Ada = new() { Issuer = "corp", Subject = "ada" };
    private readonly ManualTime _time = new();
    private readonly InMemorySessionStore _store = new();
    private SessionTimes _times = new(TimeSpan.FromHours(1), TimeSpan.FromHours(12));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_session_goes_on_after_a_restart_under_the_id_that_only_the_browser_has()
    {
        var (id, session) = await New().BeginAsync(Ada, Ct);
        var restarted = New();
        await restarted.LoadAsync(Ct);

        Assert.Equal(Ada, (await restarted.UseAsync(id, Ct))?.Identity);
        Assert.DoesNotContain(id, session.ToString(), StringComparison.Ordinal);
        Assert.Equal(43, id.Length);
    }

    [Fact]
    public async Task Nobody_is_known_by_the_hash_that_is_kept()
    {
        var sessions = New();
        var (_, session) = await sessions.BeginAsync(Ada, Ct);

        Assert.Null(await sessions.UseAsync(session.Hash, Ct));
        Assert.Null(await sessions.UseAsync("", Ct));
    }

    [Fact]
    public async Task It_ends_after_silence_after_its_time_and_at_once_when_it_is_ended()
    {
        var sessions = New();
        var (silent, _) = await sessions.BeginAsync(Ada, Ct);
        var (busy, _) = await sessions.BeginAsync(Ada, Ct);
        var (ended, _) = await sessions.BeginAsync(Ada, Ct);
        await sessions.EndAsync(ended, Ct);
        Assert.Null(await sessions.UseAsync(ended, Ct));
        for (var half = 0; half < 23; half++)
        {
            _time.Advance(TimeSpan.FromMinutes(30));
            Assert.NotNull(await sessions.UseAsync(busy, Ct));
        }

        Assert.Null(await sessions.UseAsync(silent, Ct));
        _time.Advance(TimeSpan.FromMinutes(30));
        Assert.Null(await sessions.UseAsync(busy, Ct));
        Assert.Empty(await _store.LoadAsync(Ct));
    }

    [Fact]
    public async Task A_shorter_time_holds_for_sessions_that_there_are()
    {
        var sessions = New();
        var (id, _) = await sessions.BeginAsync(Ada, Ct);
        _time.Advance(TimeSpan.FromMinutes(20));

        _times = new(TimeSpan.FromMinutes(15), TimeSpan.FromHours(1));

        Assert.Null(await sessions.UseAsync(id, Ct));
    }

    [Fact]
    public async Task The_use_of_it_is_kept_so_that_a_restart_does_not_end_it()
    {
        var sessions = New();
        var (id, _) = await sessions.BeginAsync(Ada, Ct);
        _time.Advance(TimeSpan.FromMinutes(50));
        await sessions.UseAsync(id, Ct);
        _time.Advance(TimeSpan.FromMinutes(50));
        var restarted = New();
        await restarted.LoadAsync(Ct);

        Assert.NotNull(await restarted.UseAsync(id, Ct));
    }

    [Fact]
    public async Task A_login_sweeps_away_what_is_over()
    {
        var sessions = New();
        await sessions.BeginAsync(Ada, Ct);
        _time.Advance(TimeSpan.FromHours(2));

        await sessions.BeginAsync(Ada, Ct);

        Assert.Equal(1, sessions.Count);
    }

    [Fact]
    public void The_token_against_forgery_tells_nothing_of_the_id()
    {
        var id = Sessions.NewSecret();

        Assert.DoesNotContain(id, Sessions.CsrfToken(id), StringComparison.Ordinal);
        Assert.NotEqual(Sessions.CsrfToken(id), Sessions.CsrfToken(Sessions.NewSecret()));
    }

    private Sessions New() => new(_store, () => _times, _time);
}
