using Penstock.Config;
using Penstock.Gateways.Engines.Providers.Signing;
using Xunit;

namespace Penstock.Tests.Config;

public sealed class AwsKeysTests
{
    [Fact]
    public void A_region_stands_for_the_usual_one_in_the_known_address()
    {
        var provider = Read("bedrock: { region: eu-central-1 }");

        Assert.Equal("https://bedrock-runtime.eu-central-1.amazonaws.com/", provider.BaseUrl.ToString());
        Assert.Equal("eu-central-1", provider.Region);
        Assert.IsType<SigV4>(EngineShelf.Options(provider, TimeProvider.System).Signer);
        Assert.Null(EngineShelf.Options(provider, TimeProvider.System).KeyHeader);
    }

    [Fact]
    public void The_environment_names_region_and_bearer_key()
    {
        var provider = Read("bedrock: {}", ("AWS_REGION", "us-west-2"), ("AWS_BEARER_TOKEN_BEDROCK", "bearer-0123456789"));

        Assert.Equal("https://bedrock-runtime.us-west-2.amazonaws.com/", provider.BaseUrl.ToString());
        var options = EngineShelf.Options(provider, TimeProvider.System);
        Assert.Null(options.Signer);
        Assert.Equal("Bearer bearer-0123456789", options.KeyHeader?.Value);
    }

    [Fact]
    public void An_access_key_of_the_file_comes_before_a_bearer_key_of_the_environment()
    {
        var provider = Read("bedrock: { access_key_id: AKIDEXAMPLE, secret_access_key: secret-0123456789, session_token: token-0123456789 }", ("AWS_BEARER_TOKEN_BEDROCK", "bearer-0123456789"));

        Assert.Null(provider.ApiKey);
        Assert.Equal(("AKIDEXAMPLE", "secret-0123456789", "token-0123456789"), (provider.AccessKeyId!.Reveal(), provider.SecretAccessKey!.Reveal(), provider.SessionToken!.Reveal()));
        Assert.IsType<SigV4>(EngineShelf.Options(provider, TimeProvider.System).Signer);
    }

    [Theory]
    [InlineData("bedrock: { access_key_id: AKIDEXAMPLE }", "secret_access_key")]
    [InlineData("openai: { api_key: sk-0123456789, session_token: token-0123456789 }", "does not fit this dialect")]
    public void Half_a_key_and_one_for_another_dialect_are_mistakes(string yaml, string says)
    {
        var reading = Reading(yaml);

        Assert.Contains(reading.Mistakes, mistake => mistake.ToString().Contains(says, StringComparison.Ordinal));
    }

    private static ProviderConfig Read(string yaml, params (string, string)[] variables)
    {
        var reading = Reading(yaml, variables);
        Assert.Empty(reading.Mistakes);
        return Assert.Single(reading.Config!.Providers).Value;
    }

    private static ConfigReading Reading(string yaml, params (string Name, string Value)[] variables) =>
        ConfigReader.Read($"providers: {{ {yaml} }}", "penstock.yaml", variables.ToDictionary(pair => pair.Name, pair => pair.Value));
}
