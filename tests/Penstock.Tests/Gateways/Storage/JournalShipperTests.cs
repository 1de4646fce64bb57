using Microsoft.Extensions.Logging;
using Penstock.Gateways.Storage;
using Penstock.Gateways.Storage.Audit;
using Penstock.Gateways.Storage.Journals;
using Penstock.Gateways.Storage.Sql;
using Penstock.Pipeline.Ledger;
using Xunit;

namespace Penstock.Tests.Gateways.Storage;

/// <summary>Complaints A6 and C16 of gateways.md, section 5: rows that were missing or there twice, and lost when the database was slow, locked or gone.</summary>
public sealed class JournalShipperTests : IDisposable
{
    // Short, where another connection holds the database.
    private static readonly TimeSpan _busy = TimeSpan.FromMilliseconds(50);
    private readonly TemporaryFolder _temporary = new();
    private readonly ListLogger _log = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stores_every_acknowledged_record_once_after_a_crash_at_any_moment()
    {
        var acknowledged = new int[8];
        await using (var storage = await StorageAsync(segmentBytes: 20_000))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var writers = Enumerable.Range(0, acknowledged.Length).Select(writer => Task.Run(
                async () =>
                {
                    for (var i = 0; !stop.IsCancellationRequested; i++)
                    {
                        await storage.Journal.AppendAsync(Records.Of((writer * 1_000_000) + i), Ct);
                        Volatile.Write(ref acknowledged[writer], i + 1);
                        if (i % 50 == writer)
                        {
                            // The journal is faster than the database: without this the test would be about catching up.
                            await storage.Shipper.CatchUpAsync(Ct);
                        }
                    }
                },
                Ct)).ToList();

            for (var crash = 0; crash < 5; crash++)
            {
                await storage.Shipper.CatchUpAsync(Ct);
                var before = acknowledged.ToArray();
                await CheckCrashAsync(storage, crash, before);
            }

            await stop.CancelAsync();
            await Task.WhenAll(writers);
        }
    }

    [Fact]
    public async Task Keeps_records_in_the_journal_while_the_database_is_locked_and_stores_them_after()
    {
        await using var storage = await StorageAsync(busy: _busy);
        await storage.Journal.AppendAsync(Records.Of(0), Ct);
        await storage.Shipper.CatchUpAsync(Ct);

        await using (var other = await storage.Database.OpenWriterAsync(durable: false, Ct))
        {
            await other.ExecuteAsync("begin immediate", Ct);
            for (var i = 1; i <= 10; i++)
            {
                await storage.Journal.AppendAsync(Records.Of(i), Ct);
            }

            await _log.WaitForAsync(2005, Ct);
            Assert.Equal(1, await CountAsync(storage));
            await other.ExecuteAsync("commit", Ct);
        }

        await storage.Shipper.CatchUpAsync(Ct);
        Assert.Equal(11, await CountAsync(storage));
        await _log.WaitForAsync(2006, Ct);
    }

    [Fact]
    public async Task Keeps_records_in_the_journal_while_the_database_is_gone_and_stores_them_when_it_is_back()
    {
        await using var storage = await StorageAsync();
        await storage.Journal.AppendAsync(Records.Of(0), Ct);
        await storage.Shipper.CatchUpAsync(Ct);
        Directory.CreateDirectory(_temporary["elsewhere"]);
        Move(_temporary["db"], _temporary["elsewhere"]);

        for (var i = 1; i <= 10; i++)
        {
            await storage.Journal.AppendAsync(Records.Of(i), Ct);
        }

        await _log.WaitForAsync(2005, Ct);
        Assert.Empty(Directory.GetFiles(_temporary["db"]));
        Move(_temporary["elsewhere"], _temporary["db"]);

        await storage.Shipper.CatchUpAsync(Ct);
        Assert.Equal(11, await CountAsync(storage));
    }

    [Fact]
    public async Task Leaves_what_it_cannot_store_at_shutdown_to_the_next_start()
    {
        await using (var storage = await StorageAsync(busy: _busy))
        {
            await using var other = await storage.Database.OpenWriterAsync(durable: false, Ct);
            await other.ExecuteAsync("begin immediate", Ct);
            await storage.Journal.AppendAsync(Records.Of(1), Ct);
            await storage.Journal.DisposeAsync();
            await storage.Shipper.DisposeAsync();
        }

        Assert.Contains(_log.Lines, line => line.Event == 2009);
        await using var again = await StorageAsync();
        await again.Shipper.CatchUpAsync(Ct);
        Assert.Equal(1, await CountAsync(again));
    }

    [Fact]
    public async Task Deletes_segments_that_are_stored_whole()
    {
        await using (var storage = await StorageAsync(segmentBytes: 5_000))
        {
            for (var i = 0; i < 100; i++)
            {
                await storage.Journal.AppendAsync(Records.Of(i), Ct);
            }

            Assert.True(storage.Journal.End.Segment > 5);
            await storage.Shipper.CatchUpAsync(Ct);
            Assert.Equal(100, await CountAsync(storage));
        }

        await using var again = await StorageAsync();
        await again.Shipper.CatchUpAsync(Ct);
        await again.Journal.AppendAsync(Records.Of(100), Ct);
        await again.Shipper.CatchUpAsync(Ct);
        await again.Shipper.DisposeAsync();
        Assert.Equal([again.Journal.End.Segment], again.Journal.Folder.Segments());
        Assert.Equal(101, await CountAsync(again));
    }

    [Fact]
    public async Task Passes_over_damage_keeps_the_damaged_segment_and_stores_what_comes_after()
    {
        long third;
        await using (var journal = new Journal(new JournalFolder(_temporary["journal"]), TimeProvider.System, _log))
        {
            await journal.AppendAsync(Records.Of(1), Ct);
            await journal.AppendAsync(Records.Of(2), Ct);
            third = journal.End.Offset;
            await journal.AppendAsync(Records.Of(3), Ct);
            await journal.AppendAsync(Records.Of(4), Ct);
        }

        var file = Path.Combine(_temporary["journal"], "00000001.log");
        var bytes = await File.ReadAllBytesAsync(file, Ct);
        bytes[third + 30] ^= 4;
        await File.WriteAllBytesAsync(file, bytes, Ct);

        await using var storage = await StorageAsync();
        await storage.Journal.AppendAsync(Records.Of(5), Ct);
        await storage.Shipper.CatchUpAsync(Ct);
        await storage.Shipper.DisposeAsync();

        Assert.Equal(3, await CountAsync(storage));
        Assert.Equal(bytes.Length - third, storage.Shipper.DamagedBytes);
        Assert.Equal(LogLevel.Error, Assert.Single(_log.Lines, line => line.Event == 2003).Level);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.ChangeExtension(file, ".damaged"), Ct));
        Assert.False(File.Exists(file));
    }

    [Fact]
    public async Task Reads_a_journal_from_its_beginning_whose_segments_somebody_deleted()
    {
        for (var i = 0; i < 3; i++)
        {
            await using var storage = await StorageAsync();
            await storage.Journal.AppendAsync(Records.Of(i), Ct);
        }

        foreach (var segment in Directory.GetFiles(_temporary["journal"], "*.log"))
        {
            File.Delete(segment);
        }

        await using var again = await StorageAsync();
        await again.Journal.AppendAsync(Records.Of(10), Ct);
        await again.Shipper.CatchUpAsync(Ct);

        Assert.Equal(4, await CountAsync(again));
        Assert.Contains(_log.Lines, line => line.Event == 2007);
    }

    [Fact]
    public async Task Stops_who_waits_for_it_when_it_is_closed()
    {
        await using var storage = await StorageAsync(busy: _busy);
        await storage.Shipper.CatchUpAsync(Ct);
        await using var other = await storage.Database.OpenWriterAsync(durable: false, Ct);
        await other.ExecuteAsync("begin immediate", Ct);
        await storage.Journal.AppendAsync(Records.Of(1), Ct);
        var waiting = storage.Shipper.CatchUpAsync(Ct);

        await storage.Shipper.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    public void Dispose() => _temporary.Dispose();

    private static void Move(string from, string to)
    {
        // The side files first: a database without them would be taken for one that needs no recovery.
        foreach (var file in Directory.GetFiles(from).OrderByDescending(file => file.Length))
        {
            File.Move(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private static async Task<long> CountAsync(Parts storage) =>
        (await new CallStore(storage.Database, storage.Shipper, TimeProvider.System).SumAsync(new UsageQuery([]), Ct))[0].Calls;

    private async Task CheckCrashAsync(Parts storage, int crash, int[] before)
    {
        var copy = _temporary[$"crash{crash}"];
        Directory.CreateDirectory(copy);
        await using (var connection = await storage.Database.OpenWriterAsync(durable: false, Ct))
        {
            // The journal shrinks only after the database has taken a segment: with the database held, both stand still enough.
            await connection.ExecuteAsync("begin immediate", Ct);
            TemporaryFolder.Copy(_temporary["db"], Path.Combine(copy, "db"));
            TemporaryFolder.Copy(_temporary["journal"], Path.Combine(copy, "journal"));
            await connection.ExecuteAsync("rollback", Ct);
        }

        await using var survivor = await StorageAsync(copy);
        await survivor.Shipper.CatchUpAsync(Ct);
        for (var writer = 0; writer < before.Length; writer++)
        {
            for (var i = 0; i < before[writer]; i += 97)
            {
                var id = Records.Of((writer * 1_000_000) + i).Id;
                Assert.NotNull(await new CallStore(survivor.Database, survivor.Shipper, TimeProvider.System).FindAsync(id, Ct));
            }
        }

        Assert.True(await CountAsync(survivor) >= before.Sum(), $"{await CountAsync(survivor)} of at least {before.Sum()}");
        Assert.Equal(0, survivor.Shipper.DamagedBytes);
    }

    private Task<Parts> StorageAsync(long segmentBytes = Journal.DefaultSegmentBytes, TimeSpan? busy = null) =>
        StorageAsync(_temporary.Root, segmentBytes, busy);

    private async Task<Parts> StorageAsync(string root, long segmentBytes = Journal.DefaultSegmentBytes, TimeSpan? busy = null)
    {
        var database = await SqliteDatabase.OpenAsync(Path.Combine(root, "db", "penstock.db"), TimeProvider.System, Ct, busy);
        var journal = new Journal(new JournalFolder(Path.Combine(root, "journal")), TimeProvider.System, _log, segmentBytes);
        return new Parts(database, journal, new JournalShipper(journal, database, new AuditChain(journal.Folder.Id), TimeProvider.System, new Random(1), _log));
    }

    private sealed record Parts(SqliteDatabase Database, Journal Journal, JournalShipper Shipper) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Journal.DisposeAsync();
            await Shipper.DisposeAsync();
            Database.Dispose();
        }
    }
}
