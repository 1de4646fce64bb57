using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Gateways.Storage.Content;
using Penstock.Gateways.Storage.Sql;
using Penstock.Gateways.Telemetry.Logs;
using Penstock.Pipeline.Content;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Content;

public sealed class ContentLogTests : IAsyncLifetime
{
    private static readonly byte[] _master = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private readonly TemporaryFolder _temporary = new();
    private readonly TimeProvider _time = TimeProvider.System;
    private SqliteDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await SqliteDatabase.OpenAsync(_temporary["penstock.db"], TimeProvider.System, Ct);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        _temporary.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Gives_back_what_was_said_redacted_and_keeps_it_encrypted()
    {
        await using (var log = Open())
        {
            Assert.True(log.TryAdd(Of("call_1", "user_ada", "my key is sk-abcdefghijklmnopqrstuvwxyz, and the plum is blue", "a blue plum")));
            await log.DrainAsync(Ct);

            var found = (await log.FindAsync("call_1", Ct))!;
            Assert.Equal(("user_ada", "my key is sk-[redacted], and the plum is blue", "a blue plum"), (found.Owner, found.Request, found.Answer));
            Assert.Null(await log.FindAsync("call_2", Ct));
        }

        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_database.File)!))
        {
            Assert.DoesNotContain("plum", Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Ct)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Erases_an_owner_for_good_and_nobody_else()
    {
        await using var log = Open();
        log.TryAdd(Of("call_1", "user_ada", "one", "1"));
        log.TryAdd(Of("call_2", "user_ada", "two", "2"));
        log.TryAdd(Of("call_3", "user_bob", "three", "3"));
        await log.DrainAsync(Ct);
        var row = await RowAsync("call_1");

        Assert.Equal(2, await log.EraseAsync("user_ada", Ct));

        Assert.Null(await log.FindAsync("call_1", Ct));
        Assert.NotNull(await log.FindAsync("call_3", Ct));

        // Whoever has an old copy of the row has nothing: its key is gone, and a new one is another.
        log.TryAdd(Of("call_4", "user_ada", "four", "4"));
        await log.DrainAsync(Ct);
        await ExecuteAsync($"insert into content_log (call_id, owner, content, created_at, expires_at) values ('call_1', 'user_ada', '{row}', 0, 9000000000000000)");
        Assert.Null(await log.FindAsync("call_1", Ct));
        Assert.NotNull(await log.FindAsync("call_4", Ct));
    }

    [Fact]
    public async Task Gives_nothing_whose_time_is_over_or_that_stands_under_another_call()
    {
        await using var log = Open(longest: TimeSpan.FromHours(1));
        log.TryAdd(Of("call_old", "user_ada", "old", "old") with { At = _time.GetUtcNow().AddHours(-2) });
        log.TryAdd(Of("call_1", "user_ada", "one", "1"));
        await log.DrainAsync(Ct);
        await ExecuteAsync("update content_log set call_id = 'call_9' where call_id = 'call_1'");

        Assert.Null(await log.FindAsync("call_old", Ct));
        Assert.Null(await log.FindAsync("call_9", Ct));
    }

    [Fact]
    public async Task Never_waits_and_says_how_much_was_not_recorded()
    {
        var logger = new ListLogger();
        await using var log = Open(logger: logger);
        await using var blocker = await _database.OpenWriterAsync(durable: false, Ct);
        await blocker.ExecuteAsync("begin immediate", Ct);
        var taken = Enumerable.Range(0, 3000).Count(i => log.TryAdd(Of($"call_{i}", "user_ada", "x", "y")));
        await blocker.ExecuteAsync("rollback", Ct);
        await log.DrainAsync(Ct);

        Assert.InRange(taken, 2000, 2002);
        Assert.NotNull(await log.FindAsync("call_0", Ct));
        Assert.Null(await log.FindAsync("call_2999", Ct));
    }

    private ContentLog Open(TimeSpan? longest = null, Microsoft.Extensions.Logging.ILogger? logger = null) =>
        new(_database, _master, new LogScrubber().Scrub, () => longest, _time, logger ?? NullLogger.Instance);

    private CallContent Of(string call, string owner, string request, string answer) =>
        new(call, owner, Encoding.UTF8.GetBytes(request), Encoding.UTF8.GetBytes(answer), false, _time.GetUtcNow(), _time.GetUtcNow().AddDays(30));

    private async Task<string> RowAsync(string call)
    {
        await using var connection = await _database.OpenReaderAsync(Ct);
        await using var command = connection.Command("select content from content_log where call_id = @id", ("@id", call));
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = await _database.OpenWriterAsync(durable: false, Ct);
        await connection.ExecuteAsync(sql, Ct);
    }
}
