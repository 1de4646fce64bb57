using Penstock.Gateways.Secrets.Database;
using Penstock.Gateways.Storage.Sql;
using Penstock.Secrets;
using Xunit;

namespace Penstock.Tests.Gateways.Secrets;

public sealed class DatabaseSecretsTests : IAsyncLifetime
{
    private const string Value = "sk-the-value-of-the-secret";
    private static readonly string One = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly string Two = Convert.ToHexStringLower(Enumerable.Repeat((byte)2, 32).ToArray());

    private readonly string _folder = Directory.CreateTempSubdirectory("penstock-kept-").FullName;
    private SqliteDatabase _database = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string KeyFile => Path.Combine(_folder, "master.key");

    public async ValueTask InitializeAsync() => _database = await SqliteDatabase.OpenAsync(Path.Combine(_folder, "penstock.db"), TimeProvider.System, Ct);

    public ValueTask DisposeAsync()
    {
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_is_stored_is_read_again_by_whoever_has_the_master_key_and_is_nowhere_in_the_file()
    {
        var store = Store(One);
        var (kept, _) = await store.SaveAsync("openai", Value, "for search", null, "ada", Ct);

        Assert.Equal(Value, (await Store(One).ReadAsync("openai", null, Ct)).Value);
        Assert.Equal((1L, "ada", "for search", true), (kept!.Version, kept.UpdatedBy, kept.Description, kept.Readable));
        foreach (var file in Directory.GetFiles(_folder))
        {
            Assert.DoesNotContain(Value, await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, Ct), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_lost_or_wrong_master_key_is_a_clear_error()
    {
        await Store(One).SaveAsync("openai", Value, null, null, "ada", Ct);

        foreach (var store in new[] { Store(Two), Store(null), Store("not a key") })
        {
            var fault = (await store.ReadAsync("openai", null, Ct)).Fault!;
            Assert.Equal(SecretFaultKind.Unreadable, fault.Kind);
            Assert.Contains("PENSTOCK_MASTER_KEY", fault.Message, StringComparison.Ordinal);
            Assert.False(Assert.Single(await store.ListAsync(Ct)).Readable);
        }

        // A new one is not made where secrets are under another.
        Assert.Equal(SecretFaultKind.Unreadable, (await Store(null).SaveAsync("other", "x", null, null, "ada", Ct)).Fault!.Kind);
        Assert.False(File.Exists(KeyFile));
    }

    [Fact]
    public async Task Without_a_master_key_one_is_made_for_this_user_only()
    {
        Assert.NotNull((await Store(null).SaveAsync("openai", Value, null, null, "ada", Ct)).Secret);

        Assert.Equal(Value, (await Store(null).ReadAsync("openai", null, Ct)).Value);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));
        }
    }

    [Fact]
    public async Task The_master_key_is_rotated_without_a_restart()
    {
        await File.WriteAllTextAsync(KeyFile, One + "\n", Ct);
        var store = Store(null);
        await store.SaveAsync("a", Value, null, null, "ada", Ct);
        await store.SaveAsync("b", "other", null, null, "ada", Ct);
        var before = await ContentsAsync();

        await File.WriteAllTextAsync(KeyFile, $"# the new one first\n{Two}\n{One}\n", Ct);
        var (done, _) = await store.RewrapAsync(Ct);
        Assert.Equal((2, 0), (done!.Rewrapped, done.Unreadable.Count));
        Assert.Equal(0, (await store.RewrapAsync(Ct)).Done!.Rewrapped);

        await File.WriteAllTextAsync(KeyFile, Two + "\n", Ct);
        Assert.Equal(Value, (await store.ReadAsync("a", null, Ct)).Value);
        Assert.Equal("other", (await store.ReadAsync("b", null, Ct)).Value);

        // The secrets themselves were not touched, only the keys of theirs.
        Assert.Equal(before, await ContentsAsync());
        Assert.Equal(SecretFaultKind.Unreadable, (await Store(One, Path.Combine(_folder, "none")).ReadAsync("a", null, Ct)).Fault!.Kind);
    }

    [Fact]
    public async Task The_old_master_key_may_come_from_the_environment_and_what_it_lacks_is_named()
    {
        await Store(One).SaveAsync("a", Value, null, null, "ada", Ct);
        var store = new DatabaseSecrets(
            new SecretTable(_database),
            new MasterKeys(new Dictionary<string, string> { [MasterKeys.Variable] = Two, [MasterKeys.OldVariable] = "AwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwM=" }, KeyFile, true, _ => { }),
            TimeProvider.System);
        Assert.Equal(["a"], (await store.RewrapAsync(Ct)).Done!.Unreadable);

        var good = new DatabaseSecrets(
            new SecretTable(_database), new MasterKeys(new Dictionary<string, string> { [MasterKeys.Variable] = Two, [MasterKeys.OldVariable] = One }, KeyFile, true, _ => { }), TimeProvider.System);
        Assert.Equal(1, (await good.RewrapAsync(Ct)).Done!.Rewrapped);
        Assert.Equal(Value, (await Store(Two).ReadAsync("a", null, Ct)).Value);
    }

    [Theory]
    [InlineData("update kept_secrets set content = (select content from kept_secrets where name = 'b'), data_key = (select data_key from kept_secrets where name = 'b') where name = 'a'")]
    [InlineData("update kept_secrets set version = version + 1 where name = 'a'")]
    [InlineData("update kept_secrets set content = 'AAAA' || substr(content, 5) where name = 'a'")]
    [InlineData("update kept_secrets set data_key = 'AAAA' || substr(data_key, 5) where name = 'a'")]
    public async Task A_row_cannot_be_given_anothers_content_an_older_one_or_a_forged_one(string sql)
    {
        var store = Store(One);
        await store.SaveAsync("a", Value, null, null, "ada", Ct);
        await store.SaveAsync("b", "other", null, null, "ada", Ct);
        await using (var connection = await _database.OpenWriterAsync(durable: true, Ct))
        {
            await connection.ExecuteAsync(sql, Ct);
        }

        var fault = (await store.ReadAsync("a", null, Ct)).Fault!;
        Assert.Equal(SecretFaultKind.Unreadable, fault.Kind);
        Assert.Equal("other", (await store.ReadAsync("b", null, Ct)).Value);
    }

    [Fact]
    public async Task Of_two_who_change_the_same_version_one_is_told_so()
    {
        var store = Store(One);
        var (first, _) = await store.SaveAsync("a", Value, null, null, "ada", Ct);
        Assert.NotNull((await store.SaveAsync("a", "second", null, first, "bob", Ct)).Secret);

        Assert.Equal((null, null), await store.SaveAsync("a", "third", null, first, "eve", Ct));
        Assert.Equal((null, null), await store.SaveAsync("a", "third", null, null, "eve", Ct));
        Assert.False(await store.DeleteAsync(first!, "eve", Ct));
        Assert.Equal("second", (await store.ReadAsync("a", null, Ct)).Value);
    }

    [Fact]
    public async Task A_deleted_secret_is_gone_and_its_name_goes_on_counting()
    {
        var store = Store(One);
        var (first, _) = await store.SaveAsync("a", Value, null, null, "ada", Ct);
        Assert.True(await store.DeleteAsync(first!, "ada", Ct));

        Assert.Equal(SecretFaultKind.NotFound, (await store.ReadAsync("a", null, Ct)).Fault!.Kind);
        Assert.Empty(await store.ListAsync(Ct));
        Assert.Equal(3, (await store.SaveAsync("a", "again", null, null, "ada", Ct)).Secret!.Version);
    }

    private DatabaseSecrets Store(string? key, string? file = null) => new(
        new SecretTable(_database),
        new MasterKeys(key is null ? new Dictionary<string, string>() : new Dictionary<string, string> { [MasterKeys.Variable] = key }, file ?? KeyFile, mayMake: true, _ => { }),
        TimeProvider.System);

    private async Task<string> ContentsAsync()
    {
        await using var connection = await _database.OpenReaderAsync(Ct);
        await using var command = connection.Command("select group_concat(name || content) from (select name, content from kept_secrets order by name)");
        return (string)(await command.ExecuteScalarAsync(Ct))!;
    }
}
