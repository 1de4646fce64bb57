using Penstock.Audit;
using Penstock.Domain.Access;
using Penstock.Gateways.Storage;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Ledger;
using Xunit;

namespace Penstock.Tests.Gateways.Storage;

/// <summary>What is older than it may be goes, and what is left is still proved. Complaints C17 and C18 of the field: cleaning up, or a year kept by default, has taken other gateways down.</summary>
public sealed class RetentionTests : IAsyncLifetime
{
    private static readonly DateTimeOffset _start = DateTimeOffset.UnixEpoch.AddTicks(Records.Start * 10);
    private StorageUnderTest _storage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _storage = await StorageUnderTest.OpenAsync();
        for (var i = 0; i < 30; i++)
        {
            await _storage.Ledger.AppendAsync(Records.Of(i) with { StartedAt = Records.Start + (i * Micros.Day) }, Ct);
            await _storage.Calls.CatchUpAsync(Ct);
            await _storage.Open.Audit.AppendAsync(new AuditEntry(Actor.Server, "team.create", "team", $"{i}", _start.AddDays(i)), Ct);
        }
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task Drops_old_calls_and_their_tags_and_the_trail_says_so_and_holds()
    {
        Assert.Equal(10, await Sweeper().DropCallsAsync(_start.AddDays(10), Ct));

        Assert.Null(await _storage.Calls.FindAsync(Records.Of(9).Id, Ct));
        Assert.NotNull(await _storage.Calls.FindAsync(Records.Of(10).Id, Ct));
        Assert.Equal(20L, await CountAsync("call_tags"));
        var report = await VerifyAsync();
        Assert.Empty(report.Findings);
        Assert.Equal(10, report.DroppedCalls);

        // One more that goes by another way is still found.
        await ExecuteAsync("delete from calls where id = (select id from calls order by started_at limit 1)");
        Assert.Contains($"the record of {Records.Of(10).Id}", Assert.Single((await VerifyAsync()).Findings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keeps_the_sums_of_calls_that_are_gone()
    {
        await Sweeper().DropCallsAsync(_start.AddDays(10), Ct);

        Assert.Equal(30, (await _storage.Calls.SumAsync(new UsageQuery([]), Ct))[0].Calls);
        Assert.Equal(9, await Sweeper().DropUsageAsync(_start.AddDays(9), Ct));
        Assert.Equal(21, (await _storage.Calls.SumAsync(new UsageQuery([]), Ct))[0].Calls);
    }

    [Fact]
    public async Task Shortens_the_trail_behind_a_signed_mark_and_what_is_left_holds()
    {
        Assert.Equal(20, await Sweeper().DropAuditAsync(_start.AddDays(10), Ct));

        var report = await VerifyAsync();
        Assert.Empty(report.Findings);
        Assert.Equal(40, report.Links);
        Assert.Equal(20, (await _storage.Open.Audit.ListAsync(new AuditQuery(100), Ct)).Count);

        await ExecuteAsync("delete from audit_chain where seq <= 25");
        Assert.Contains("links 21 to 25 are removed", (await VerifyAsync()).Findings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_can_move_the_mark_without_the_key()
    {
        await Sweeper().DropAuditAsync(_start.AddDays(10), Ct);
        await ExecuteAsync("update audit_checkpoints set seq = 25, line = replace(line, 'seq=20 ', 'seq=25 ') where begins = 1; delete from audit_chain where seq <= 25; delete from audit_events where seq <= 25");

        Assert.Contains("the checkpoint at link 25 in the database is not as it was signed", (await VerifyAsync()).Findings[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Goes_in_small_pieces()
    {
        var sweeping = new Retention(_storage.Open.Database, _storage.Open.Chain, _storage.Open.Checkpoints, _storage.Open.Folder.Journal, TimeProvider.System, _storage.Log, piece: 3);
        await ExecuteAsync("create table pieces (n bigint); create trigger count_pieces after delete on calls begin insert into pieces values (1); end");
        await sweeping.DropCallsAsync(_start.AddDays(10), Ct);

        Assert.Equal(10L, await CountAsync("pieces"));
        Assert.Equal(20L, await CountAsync("calls"));
    }

    private Retention Sweeper() => _storage.Open.Retention;

    private async Task<AuditReport> VerifyAsync()
    {
        using var key = AuditSigner.Read(_storage.Open.Checkpoints.PublicKey);
        await using var connection = await _storage.Open.Database.OpenReaderAsync(Ct);
        return await new AuditVerifier(key, []).RunAsync(connection, Ct);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _storage.Open.Database.OpenWriterAsync(durable: false, Ct);
        await connection.ExecuteAsync(sql, Ct);
    }

    private async Task<long> CountAsync(string table)
    {
        await using var connection = await _storage.Open.Database.OpenReaderAsync(Ct);
        await using var command = connection.Command($"select count(*) from {table}");
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}
