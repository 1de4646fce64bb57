using Penstock.Config;
using Penstock.Gateways.Engines.Providers;
using Penstock.Gateways.Engines.Providers.Signing;
using Penstock.Secrets;
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
        Assert.IsType<SigV4>(Options(provider).Signer);
    }

    [Fact]
    public async Task The_environment_names_region_and_bearer_key()
    {
        var provider = Read("bedrock: {}", ("AWS_REGION", "us-west-2"), ("AWS_BEARER_TOKEN_BEDROCK", "bearer-0123456789"));

        Assert.Equal("https://bedrock-runtime.us-west-2.amazonaws.com/", provider.BaseUrl.ToString());
        using var message = new HttpRequestMessage();
        Assert.Null(await Options(provider).Signer!.SignAsync(message, CancellationToken.None));
        Assert.Equal("Bearer bearer-0123456789", message.Headers.Authorization?.ToString());
    }

    [Fact]
    public void An_access_key_of_the_file_comes_before_a_bearer_key_of_the_environment()
    {
        var provider = Read("bedrock: { access_key_id: AKIDEXAMPLE, secret_access_key: secret-0123456789, session_token: token-0123456789 }", ("AWS_BEARER_TOKEN_BEDROCK", "bearer-0123456789"));

        Assert.Null(provider.ApiKey);
        Assert.Equal(("AKIDEXAMPLE", "secret-0123456789", "token-0123456789"), (provider.AccessKeyId!.Reveal(), provider.SecretAccessKey!.Reveal(), provider.SessionToken!.Reveal()));
        Assert.IsType<SigV4>(Options(provider).Signer);
    }

    [Theory]
    [InlineData("bedrock: { access_key_id: AKIDEXAMPLE }", "secret_access_key")]
    [InlineData("openai: { api_key: sk-0123456789, session_token: token-0123456789 }", "does not fit this dialect")]
    public void Half_a_key_and_one_for_another_dialect_are_mistakes(string yaml, string says)
    {
        var reading = Reading(yaml);

        Assert.Contains(reading.Mistakes, mistake => mistake.ToString().Contains(says, StringComparison.Ordinal));
    }

    private static ProviderOptions Options(ProviderConfig provider) =>
        ProviderOptionsOf.Config(provider, TimeProvider.System, new SecretBook(TimeProvider.System, (_, _) => { }, (_, _) => { }));

    private static ProviderConfig Read(string yaml, params (string, string)[] variables)
    {
        var reading = Reading(yaml, variables);
        Assert.Empty(reading.Mistakes);
        return Assert.Single(reading.Config!.Providers).Value;
    }

    private static ConfigReading Reading(string yaml, params (string Name, string Value)[] variables) =>
        ConfigReader.Read($"providers: {{ {yaml} }}", "penstock.yaml", variables.ToDictionary(pair => pair.Name, pair => pair.Value));
}
