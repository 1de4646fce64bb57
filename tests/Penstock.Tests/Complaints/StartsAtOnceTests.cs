using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Penstock.Gateways.Storage;
using Penstock.Gateways.Storage.Sql;
using Penstock.Tests.Gateways.Storage;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Complaints;

/// <summary>
/// Complaint H29 of gateways.md, section 5: instances of two versions that migrated one schema forth and back, and starts that raced. And A9: what is counted in two
/// processes is as many times as high, so one SQLite database has one server.
/// </summary>
public sealed class StartsAtOnceTests : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_several_processes_over_one_folder_one_serves_and_the_others_say_why_they_do_not()
    {
        await File.WriteAllTextAsync(_temporary["penstock.yaml"], "server: { listen: \"127.0.0.1:0\" }\n", Ct);
        var starts = Enumerable.Range(0, 3).Select(_ => ServerProcess.StartAsync(_temporary["penstock.yaml"], _temporary["data"])).ToArray();
        foreach (var start in starts)
        {
            await Task.WhenAny(start);
        }

        using var serving = await Assert.Single(starts, start => start.IsCompletedSuccessfully);
        foreach (var refused in starts.Where(start => !start.IsCompletedSuccessfully))
        {
            Assert.Contains("in use by another Penstock", refused.Exception!.InnerException!.Message, StringComparison.Ordinal);
        }

        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = serving.Address };
        client.DefaultRequestHeaders.Add("Authorization", "Bearer " + PenstockServer.AdminKey);
        Assert.Equal(201, (await client.SendReplyAsync("POST", "api/v1/teams", """{"id":"one"}""")).Status);
    }

    [Fact]
    public async Task Of_several_data_folders_over_one_database_one_has_it_until_it_ends()
    {
        var database = _temporary["shared/penstock.db"];
        var starts = Enumerable.Range(0, 8).Select(i => Task.Run(() => OpenAsync($"data{i}", database), Ct)).ToArray();
        foreach (var start in starts)
        {
            await Task.WhenAny(start);
        }

        await using (var open = await Assert.Single(starts, start => start.IsCompletedSuccessfully))
        {
            Assert.All(starts.Where(start => !start.IsCompletedSuccessfully), start =>
            {
                var refusal = Assert.IsType<StorageUnusableException>(start.Exception!.InnerException);
                Assert.Contains($"'{database}' is in use by another Penstock", refusal.Message, StringComparison.Ordinal);
                Assert.Contains("storage.sqlite", refusal.Message, StringComparison.Ordinal);
            });
        }

        // Every other may have it now, and none of their folders is held.
        for (var i = 0; i < starts.Length; i++)
        {
            await using var next = await OpenAsync($"data{i}", database);
        }
    }

    [Fact]
    public async Task A_database_of_any_older_version_comes_to_the_same_schema_as_a_new_one()
    {
        using (await SqliteDatabase.OpenAsync(_temporary["new.db"], TimeProvider.System, Ct))
        {
        }

        var expected = await SchemaAsync("new.db");
        var versions = int.Parse((await ReadAsync("new.db", "select cast(max(version) as text) from schema_versions"))[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(versions > 5);
        for (var version = 0; version < versions; version++)
        {
            var file = $"from{version}.db";
            await using (var old = new SqliteConnection($"Data Source={_temporary[file]};Pooling=False"))
            {
                await old.OpenAsync(Ct);
                await Migrations.ApplyAsync(old, file, TimeProvider.System, Ct, upTo: version);
            }

            // Several at once, as when all instances of a deployment come up together.
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () => (await SqliteDatabase.OpenAsync(_temporary[file], TimeProvider.System, Ct)).Dispose(), Ct)));
            Assert.Equal(expected, await SchemaAsync(file));
        }
    }

    [Fact]
    public async Task An_older_server_says_that_the_database_is_newer_and_touches_nothing()
    {
        await (await OpenAsync("data", null)).DisposeAsync();
        await using (var newer = new SqliteConnection($"Data Source={_temporary["data/penstock.db"]};Pooling=False"))
        {
            await newer.OpenAsync(Ct);
            await newer.ExecuteAsync("create table of_the_future (a text); alter table calls drop column tags; insert into schema_versions (version, applied_at) values (99, 0)", Ct);
        }

        var (before, journal) = (await SchemaAsync("data/penstock.db"), Journal());
        var refusal = await Assert.ThrowsAsync<StorageUnusableException>(() => OpenAsync("data", null));

        Assert.Contains("its schema is 99", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Start that newer version", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await SchemaAsync("data/penstock.db"));
        Assert.Equal(journal, Journal());

        string[] Journal() => [.. Directory.GetFiles(_temporary["data/journal"]).Order(StringComparer.Ordinal).Select(file => $"{file} {new FileInfo(file).Length}")];
    }

    public void Dispose() => _temporary.Dispose();

    private Task<LocalStorage> OpenAsync(string folder, string? database) =>
        LocalStorage.OpenAsync(_temporary[folder], database, TimeProvider.System, new Random(1), NullLogger.Instance, Ct);

    private Task<List<string>> SchemaAsync(string file) => ReadAsync(file, "select type || ' ' || name || ' ' || coalesce(sql, '') from sqlite_master order by type, name");

    private async Task<List<string>> ReadAsync(string file, string sql)
    {
        await using DbConnection connection = new SqliteConnection($"Data Source={_temporary[file]};Pooling=False;Mode=ReadOnly");
        await connection.OpenAsync(Ct);
        await using var command = connection.Command(sql);
        await using var row = await command.ExecuteReaderAsync(Ct);
        var rows = new List<string>();
        while (await row.ReadAsync(Ct))
        {
            rows.Add(row.GetString(0));
        }

        return rows;
    }
}
