using Microsoft.Data.Sqlite;
using Penstock.Gateways.Storage;
using Penstock.Gateways.Storage.Sql;
using Xunit;

namespace Penstock.Tests.Gateways.Storage.Sql;

/// <summary>Complaint H29 of gateways.md, section 5: schemas that two versions changed forth and back.</summary>
public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Takes_each_step_of_the_schema_once()
    {
        for (var start = 0; start < 3; start++)
        {
            using var database = await OpenAsync();
            await using var connection = await database.OpenReaderAsync(Ct);
            await using var command = connection.Command("select count(*) - max(version) from schema_versions");
            Assert.Equal(0L, await command.ExecuteScalarAsync(Ct));
        }
    }

    [Fact]
    public async Task Brings_a_database_of_an_older_version_up_to_date()
    {
        string[] added = ["attempt_log", "usage_estimated", "dropped", "answer_dropped"];
        await using (var old = new SqliteConnection($"Data Source={_temporary["penstock.db"]};Pooling=False"))
        {
            await old.OpenAsync(Ct);
            await Migrations.ApplyAsync(old, "old", TimeProvider.System, Ct, upTo: 1);
        }

        using var upgraded = await OpenAsync();
        await using var reader = await upgraded.OpenReaderAsync(Ct);
        await using var command = reader.Command($"select count(*) from calls where coalesce({string.Join(", ", added)}) is null");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task Can_be_opened_by_several_at_once_when_it_is_new() =>
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => (await OpenAsync()).Dispose(), Ct)));

    [Fact]
    public async Task Refuses_a_schema_it_does_not_know()
    {
        using (var database = await OpenAsync())
        {
            await using var connection = await database.OpenWriterAsync(durable: true, Ct);
            await connection.ExecuteAsync("insert into schema_versions (version, applied_at) values (99, 0)", Ct);
        }

        var refusal = await Assert.ThrowsAsync<StorageUnusableException>(OpenAsync);

        Assert.Contains("its schema is 99", refusal.Message);
        Assert.Contains(_temporary["penstock.db"], refusal.Message);
    }

    [Fact]
    public async Task Refuses_a_file_that_is_no_database_and_leaves_it()
    {
        var text = string.Concat(Enumerable.Repeat("This is a letter, not a database. ", 100));
        File.WriteAllText(_temporary["penstock.db"], text);

        var refusal = await Assert.ThrowsAsync<StorageUnusableException>(OpenAsync);

        Assert.Contains("not a database", refusal.Message);
        Assert.Equal(text, File.ReadAllText(_temporary["penstock.db"]));
    }

    [Fact]
    public async Task Does_not_make_a_database_anew_that_is_gone()
    {
        using var database = await OpenAsync();
        foreach (var file in Directory.GetFiles(_temporary.Root))
        {
            File.Delete(file);
        }

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.OpenWriterAsync(durable: true, Ct));
        Assert.False(database.Exists);
    }

    public void Dispose() => _temporary.Dispose();

    private Task<SqliteDatabase> OpenAsync() => SqliteDatabase.OpenAsync(_temporary["penstock.db"], TimeProvider.System, Ct);
}
