using Penstock.Audit;
using Penstock.Domain.Access;
using Penstock.Gateways.Storage.Sql;
using Penstock.Tests.Gateways.Storage;
using Xunit;

namespace Penstock.Tests.Server.Serving;

public sealed class AuditCommandTests : IAsyncLifetime
{
    private readonly StorageUnderTest _storage = new();
    private string _checkpoint = "";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string[] Data => ["--data", _storage.Data];

    public async ValueTask InitializeAsync()
    {
        await _storage.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await _storage.Ledger.AppendAsync(Records.Of(i), Ct);
            await _storage.Open.Audit.AppendAsync(new AuditEntry(Actor.Server, "team.create", "team", $"{i}", DateTimeOffset.UnixEpoch), Ct);
        }

        await _storage.Calls.CatchUpAsync(Ct);
        _checkpoint = (await _storage.Open.Checkpoints.TakeAsync(Ct))!.Line;
    }

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task Verifies_while_the_server_runs_and_says_how_much_and_up_to_where()
    {
        var terminal = new TestTerminal();

        Assert.Equal(0, await terminal.RunAsync(["audit", "verify", "--checkpoint", _checkpoint, .. Data]));

        Assert.Contains("ends at link 10", terminal.Out, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed: 10 links, 5 of calls", terminal.Out, StringComparison.Ordinal);
        Assert.Empty(terminal.Error);
    }

    [Fact]
    public async Task Says_where_and_fails_when_something_was_changed_and_takes_the_last_checkpoint_of_a_log()
    {
        await using (var connection = await _storage.Open.Database.OpenWriterAsync(durable: false, Ct))
        {
            await connection.ExecuteAsync("delete from audit_chain where seq > 8; delete from audit_events where seq > 8; delete from calls where audit_seq > 8; delete from audit_checkpoints; update audit_ends set seq = 8, hash = (select hash from audit_chain where seq = 8)", Ct);
        }

        var log = Path.Combine(_storage.Data, "kept.log");
        await File.WriteAllTextAsync(log, $"noise\n{{\"message\":\"{_checkpoint}\"}}\nnoise", Ct);
        var (without, with) = (new TestTerminal(), new TestTerminal());

        Assert.Equal(0, await without.RunAsync(["audit", "verify", .. Data]));
        Assert.Equal(1, await with.RunAsync(["audit", "verify", "--checkpoint", log, .. Data]));

        Assert.Contains("Give the last one with --checkpoint", without.Error, StringComparison.Ordinal);
        Assert.Contains("the tail is cut: the chain ends at link 8", with.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_what_it_cannot_do()
    {
        var terminal = new TestTerminal();

        Assert.Equal(2, await terminal.RunAsync("audit"));
        Assert.Equal(2, await terminal.RunAsync("audit", "rewrite"));
        Assert.Equal(2, await terminal.RunAsync(["audit", "verify", "--checkpoint", "none", .. Data]));
        Assert.Equal(1, await terminal.RunAsync("audit", "verify", "--data", Path.Combine(_storage.Data, "nowhere")));
        Assert.Contains("cannot be read", terminal.Error, StringComparison.Ordinal);
    }
}
