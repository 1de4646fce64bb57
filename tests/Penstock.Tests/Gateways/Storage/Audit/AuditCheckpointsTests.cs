using Penstock.Audit;
using Penstock.Domain.Access;
using Penstock.Gateways.Storage.Audit;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Audit;

public sealed class AuditCheckpointsTests : IAsyncLifetime
{
    private StorageUnderTest _storage = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private AuditCheckpoints Checkpoints => _storage.Open.Checkpoints;

    public async ValueTask InitializeAsync() => _storage = await StorageUnderTest.OpenAsync();

    public ValueTask DisposeAsync() => _storage.DisposeAsync();

    [Fact]
    public async Task Takes_one_when_so_much_has_come_and_none_when_nothing_has()
    {
        Assert.Null(await Checkpoints.TakeIfDueAsync(3, TimeSpan.FromHours(1), Ct));
        await ActAsync(2);
        Assert.Null(await Checkpoints.TakeIfDueAsync(3, TimeSpan.FromHours(1), Ct));
        await ActAsync(1);
        var taken = await Checkpoints.TakeIfDueAsync(3, TimeSpan.FromHours(1), Ct);

        Assert.Equal(3, taken!.Sequence);
        Assert.Null(await Checkpoints.TakeIfDueAsync(1, TimeSpan.Zero, Ct));
        await ActAsync(1);
        Assert.Equal(4, (await Checkpoints.TakeIfDueAsync(100, TimeSpan.Zero, Ct))!.Sequence);
    }

    [Fact]
    public async Task Leaves_the_store_by_the_log_and_a_bounded_queue_that_keeps_the_newest()
    {
        for (var i = 0; i < 40; i++)
        {
            await ActAsync(1);
            await Checkpoints.TakeAsync(Ct);
        }

        Assert.Equal(40, _storage.Log.Lines.Count(line => line.Text.Contains("penstock-audit v1 checkpoint", StringComparison.Ordinal)));
        var leaving = new List<AuditCheckpoint>();
        while (Checkpoints.Leaving.TryRead(out var next))
        {
            leaving.Add(next);
        }

        Assert.Equal((16, 40L), (leaving.Count, leaving[^1].Sequence));
    }

    [Fact]
    public async Task Is_read_back_from_any_text_around_it_and_proved_by_the_public_key_alone()
    {
        await ActAsync(1);
        var taken = (await Checkpoints.TakeAsync(Ct))!;
        using var key = AuditSigner.Read(Checkpoints.PublicKey);

        var found = AuditCheckpoint.Find($"{{\"message\":\"Audit checkpoint: {taken.Line}\"}}\n")!;

        Assert.Equal(taken, found);
        Assert.True(key.IsMine(found.Signed, found.Signature));
        Assert.False(key.IsMine((found with { Sequence = 2 }).Signed, found.Signature));
        Assert.Null(AuditCheckpoint.Find("penstock-audit v2 checkpoint"));
    }

    [Fact]
    public async Task Takes_one_at_the_end_so_that_a_stopped_server_is_covered_whole()
    {
        await _storage.Ledger.AppendAsync(Records.Of(1), Ct);
        await _storage.StopAsync();

        Assert.Contains(_storage.Log.Lines, line => line.Text.Contains("seq=1 ", StringComparison.Ordinal));
    }

    private async Task ActAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await _storage.Open.Audit.AppendAsync(new AuditEntry(Actor.Server, "team.create", "team", "t", DateTimeOffset.UnixEpoch), Ct);
        }
    }
}
