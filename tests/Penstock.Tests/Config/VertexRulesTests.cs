using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Config;

public sealed class VertexRulesTests
{
    private static readonly Dictionary<string, string> s_none = [];

    [Theory]
    [InlineData("", "https://aiplatform.googleapis.com/")]
    [InlineData("region: global", "https://aiplatform.googleapis.com/")]
    [InlineData("region: eu", "https://aiplatform.eu.rep.googleapis.com/")]
    [InlineData("region: europe-west4", "https://europe-west4-aiplatform.googleapis.com/")]
    [InlineData("region: europe-west4, base_url: \"http://127.0.0.1:1\"", "http://127.0.0.1:1/")]
    public void The_host_has_the_region_in_front(string keys, string address) =>
        Assert.Equal(address, Read($"{{ project: p, {keys} }}").Config!.Providers["vertex"].BaseUrl.ToString());

    [Theory]
    [InlineData("vertex: {}", "project")]
    [InlineData("groq: { api_key: k, project: p }", "this key does not fit")]
    [InlineData("groq: { api_key: k, credentials_file: f }", "this key does not fit")]
    public void What_is_missing_or_does_not_fit_is_said(string providers, string what) =>
        Assert.Contains(what, Assert.Single(ConfigReader.Read($"providers: {{ {providers} }}", "penstock.yaml", s_none).Mistakes).What, StringComparison.Ordinal);

    [Fact]
    public void A_key_of_the_express_mode_needs_no_project() => Assert.NotNull(Read("{ api_key: k }").Config);

    private static ConfigReading Read(string vertex) => ConfigReader.Read($"providers: {{ vertex: {vertex} }}", "penstock.yaml", s_none);
}
