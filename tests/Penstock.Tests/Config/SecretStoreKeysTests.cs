using System.Text.Json;
using Penstock.Config;
using Penstock.Config.Governance;
using Xunit;

namespace Penstock.Tests.Config;

public sealed class SecretStoreKeysTests
{
    private static readonly Dictionary<string, string> Environment = new() { ["AWS_REGION"] = "eu-west-1", ["TEAM"] = "search" };

    [Fact]
    public void Stores_have_their_kind_by_name_and_their_times_of_the_section()
    {
        var config = Good("""
            secrets:
              cache: 2m
              stores:
                vault: { address: "https://vault.example:8200", token: "secret:file/vault-token", api_paths: ["team-a/*"], cache: 30s }
                other: { kind: vault, address: "https://vault.example:8200", role: penstock, namespace: ns }
                aws: {}
            providers: { openai: { api_key: "secret:vault/${TEAM}/openai#key" } }
            """);

        Assert.Equal(TimeSpan.FromMinutes(2), config.Secrets.Cache);
        Assert.Equal((SecretStoreKind.Vault, TimeSpan.FromSeconds(30), "secret:file/vault-token"), (config.Secrets.Stores["vault"].Kind, config.Secrets.Stores["vault"].Cache, config.Secrets.Stores["vault"].Token!.ToString()));
        Assert.Equal(("penstock", "ns"), (config.Secrets.Stores["other"].Role, config.Secrets.Stores["other"].Namespace));
        Assert.Equal("eu-west-1", config.Secrets.Stores["aws"].Region);
        Assert.Equal("secret:vault/search/openai#key", config.Providers["openai"].ApiKey!.ToString());
    }

    [Theory]
    [InlineData("secrets: { stores: { house: {} } }", "`kind` is missing")]
    [InlineData("secrets: { stores: { vault: { token: abcdefgh } } }", "`address` is missing")]
    [InlineData("secrets: { stores: { vault: { address: \"https://v\" } } }", "neither a token nor a role")]
    [InlineData("secrets: { stores: { env: { kind: file } } }", "is always of the kind env")]
    [InlineData("secrets: { stores: { mine: { kind: db } } }", "there is one store of this kind")]
    [InlineData("secrets: { stores: { aws: { project: x } } }", "does not fit this kind of store")]
    [InlineData("secrets: { stores: { aws: { access_key_id: abcdefgh } } }", "its id and its secret")]
    [InlineData("secrets: { stores: { vault: { address: \"https://v\", token: \"secret:db/token\" } } }", "must be opened")]
    [InlineData("providers: { openai: { api_key: \"secret:valut/x\" } }", "there is no secret store 'valut'")]
    [InlineData("providers: { openai: { api_key: \"secret:vault\" } }", "no complete reference")]
    [InlineData("providers: { openai: { api_key: abcdefgh, headers: { x-y: \"secret:none/x\" } } }", "there is no secret store 'none'")]
    [InlineData("providers: { openai: { api_key: abcdefgh, region: \"secret:env/x\" } }", "secret: references are for keys that hold a secret")]
    public void Mistakes_say_what_to_do(string yaml, string says) => Assert.Contains(says, ConfigReader.Read(yaml, "p.yaml", Environment).Format(), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"api_key":"sk-0123456789abcdefghij"}""", "api_key")]
    [InlineData("""{"api_key":"sk-…ghij"}""", "api_key")]
    [InlineData("""{"api_key":"secret:db/openai","headers":{"x-api-key":"literal-0123456789"}}""", "headers.x-api-key")]
    public void G27_The_management_API_takes_no_secret_itself_nor_a_mask_of_one(string body, string path)
    {
        var (_, mistakes) = Reader().Read("openai", body);

        var mistake = Assert.Single(mistakes);
        Assert.Equal(path, mistake.Path);
        Assert.Contains("/api/v1/secrets", mistake.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789", JsonSerializer.Serialize(mistake), StringComparison.Ordinal);
    }

    [Fact]
    public void The_management_API_takes_references_and_remembers_that_it_did()
    {
        var (provider, mistakes) = Reader().Read("openai", """{"api_key":"secret:db/openai"}""");

        Assert.Empty(mistakes);
        Assert.True(provider!.ApiKey!.FromApi);
        Assert.Equal("db", provider.ApiKey.Reference!.Store);
    }

    private static BodyReader<ProviderConfig> Reader() => new(ProviderKeys.Provider, "providers", Environment);

    private static PenstockConfig Good(string yaml)
    {
        var reading = ConfigReader.Read(yaml, "p.yaml", Environment);
        Assert.True(reading.Config is not null, reading.Format());
        return reading.Config!;
    }
}
