using System.Text.Json.Nodes;
using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Secrets;
using Penstock.Gateways.Secrets.Vault;
using Penstock.Secrets;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Gateways.Secrets;

/// <summary>Against a stand-in that holds to Vault's documented HTTP API; no Vault is here.</summary>
public sealed class VaultSecretsTests : IAsyncDisposable
{
    private const string Token = "hvs.the-token";
    private readonly ManualTime _time = new();
    private readonly List<string> _learned = [];
    private readonly string _jwt = Path.GetTempFileName();
    private VaultSecrets? _store;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        File.Delete(_jwt);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Reads_a_field_of_a_secret_with_token_and_namespace()
    {
        await using var vault = await StartAsync();
        _store = Store(vault, options => options with { Namespace = "team-a" });

        Assert.Equal("the-key", (await _store.ReadAsync("team/open ai", "key", Ct)).Value);
        var asked = vault.Requests.Last();
        Assert.Equal(("GET", "/v1/secret/data/team/open%20ai", Token, "team-a", "true"), (asked.Method, asked.Target, asked.Headers["x-vault-token"], asked.Headers["x-vault-namespace"], asked.Headers["x-vault-request"]));
        Assert.Contains(Token, _learned);
    }

    [Theory]
    [InlineData("only", null, "one")]
    [InlineData("usual", null, "the-value")]
    [InlineData("usual", "other", "x")]
    [InlineData("number", "n", "42")]
    public async Task The_one_field_or_the_one_called_value_is_meant_where_none_is_named(string path, string? field, string expected)
    {
        await using var vault = await StartAsync();
        _store = Store(vault);
        Assert.Equal(expected, (await _store.ReadAsync(path, field, Ct)).Value);
    }

    [Theory]
    [InlineData("nothing", "key", SecretFaultKind.NotFound)]
    [InlineData("team/open ai", "other", SecretFaultKind.NotFound)]
    [InlineData("team/open ai", null, SecretFaultKind.NotFound)]
    [InlineData("deleted", "key", SecretFaultKind.NotFound)]
    [InlineData("forbidden", "key", SecretFaultKind.Refused)]
    public async Task What_is_not_there_and_what_may_not_be_read_are_told_apart(string path, string? field, SecretFaultKind expected)
    {
        await using var vault = await StartAsync();
        _store = Store(vault);

        var reading = await _store.ReadAsync(path, field, Ct);

        Assert.Equal(expected, reading.Fault!.Kind);
        Assert.DoesNotContain("the-key", reading.Fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, "sealed")]
    [InlineData(473, "standby")]
    [InlineData(500, "in trouble")]
    [InlineData(429, "in trouble")]
    public async Task A_vault_that_is_sealed_or_in_trouble_is_unavailable(int status, string says)
    {
        await using var vault = await StartAsync();
        vault.Broken = status;
        _store = Store(vault);

        var fault = (await _store.ReadAsync("only", null, Ct)).Fault!;

        Assert.Equal(SecretFaultKind.Unavailable, fault.Kind);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_is_away_is_unavailable()
    {
        var vault = await StartAsync();
        _store = Store(vault);
        await vault.DisposeAsync();

        Assert.Equal(SecretFaultKind.Unavailable, (await _store.ReadAsync("only", null, Ct)).Fault!.Kind);
    }

    [Fact]
    public async Task Logs_in_as_a_Kubernetes_service_account_once_and_renews_before_the_lease_is_over()
    {
        await using var vault = await StartAsync();
        _store = Store(vault, Kubernetes);

        Assert.Equal("one", (await _store.ReadAsync("only", null, Ct)).Value);
        Assert.Equal("one", (await _store.ReadAsync("only", null, Ct)).Value);
        Assert.Single(vault.Requests, asked => asked.Target.EndsWith("/login", StringComparison.Ordinal));
        Assert.Contains("the-jwt", _learned);

        _time.Advance(TimeSpan.FromSeconds(2401));
        await AskedAsync(vault, "/renew-self", 1);

        // When the next renewal is set is not seen from here: the time goes on until it has come, far from the lease's end.
        await AskedAsync(vault, "/renew-self", 2, () => _time.Advance(TimeSpan.FromSeconds(20)));
        Assert.Equal("one", (await _store.ReadAsync("only", null, Ct)).Value);
        Assert.Single(vault.Requests, asked => asked.Target.EndsWith("/login", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logs_in_again_when_the_lease_can_be_renewed_no_longer_and_when_the_token_is_refused()
    {
        await using var vault = await StartAsync();
        vault.Renewable = false;
        _store = Store(vault, Kubernetes);
        await _store.ReadAsync("only", null, Ct);
        _time.Advance(TimeSpan.FromSeconds(2401));
        await AskedAsync(vault, "/login", 2);

        // An expired lease looks like a missing permission: 403.
        vault.Tokens.Clear();
        Assert.Equal("one", (await _store.ReadAsync("only", null, Ct)).Value);
        await AskedAsync(vault, "/login", 3);
    }

    [Fact]
    public async Task A_refused_login_and_a_missing_token_file_say_what_to_do()
    {
        await using var vault = await StartAsync();
        await File.WriteAllTextAsync(_jwt, "another-jwt", Ct);
        _store = Store(vault, Kubernetes);
        Assert.Contains("role", (await _store.ReadAsync("only", null, Ct)).Fault!.Message, StringComparison.Ordinal);

        File.Delete(_jwt);
        var fault = (await _store.ReadAsync("only", null, Ct)).Fault!;
        Assert.Equal(SecretFaultKind.Refused, fault.Kind);
        Assert.Contains("service account", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another-jwt", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_token_that_is_refused_is_asked_for_again_where_it_comes_from()
    {
        await using var vault = await StartAsync();
        var given = new Penstock.Tests.Secrets.FakeStore { Value = "hvs.old" };
        using var book = new SecretBook(_time, (_, _) => { }, (_, _) => { })
        {
            Stores = new Dictionary<string, SecretStoreEntry> { ["file"] = new(given, TimeSpan.FromHours(1), TimeSpan.Zero, TimeSpan.FromSeconds(5)) },
        };
        _store = Store(vault, options => options with { Token = book.Source(new SecretReference("file", "vault-token", null)) });
        Assert.Equal(SecretFaultKind.Refused, (await _store.ReadAsync("only", null, Ct)).Fault!.Kind);

        given.Value = Token;
        _time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("one", (await _store.ReadAsync("only", null, Ct)).Value);
    }

    private VaultOptions Kubernetes(VaultOptions options) => options with { Token = null, Role = "penstock", JwtFile = _jwt };

    private VaultSecrets Store(FakeVault vault, Func<VaultOptions, VaultOptions>? change = null)
    {
        var options = new VaultOptions { Address = vault.Address, Token = Token };
        return new VaultSecrets(change?.Invoke(options) ?? options, new StoreExchange("vault", ProviderHttp.Create(TimeSpan.FromSeconds(5), traced: false)), _time, _learned.Add);
    }

    private async Task<FakeVault> StartAsync()
    {
        await File.WriteAllTextAsync(_jwt, "the-jwt\n", Ct);
        return await FakeVault.StartAsync(vault =>
        {
            vault.Tokens.Add(Token);
            vault.Secrets["secret/team/open ai"] = new JsonObject { ["key"] = "the-key", ["url"] = "u" };
            vault.Secrets["secret/only"] = new JsonObject { ["k"] = "one" };
            vault.Secrets["secret/usual"] = new JsonObject { ["value"] = "the-value", ["other"] = "x" };
            vault.Secrets["secret/number"] = new JsonObject { ["n"] = 42 };
            vault.Secrets["secret/deleted"] = null;
            vault.Forbidden.Add("secret/forbidden");
        });
    }

    private static Task AskedAsync(FakeVault vault, string end, int times, Action? meanwhile = null) =>
        Eventually.TrueAsync(() =>
        {
            meanwhile?.Invoke();
            return Task.FromResult(vault.Requests.Count(asked => asked.Target.EndsWith(end, StringComparison.Ordinal)) == times);
        }, $"{end} was asked {times} times");
}
