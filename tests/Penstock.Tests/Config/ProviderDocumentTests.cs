using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Config;

public sealed class ProviderDocumentTests
{
    [Fact]
    public void The_committed_file_is_what_the_data_says()
    {
        var made = ProviderDocument.Text();
        var file = Repository.File("docs", "providers.md");
        if (Repository.UpdatesDocuments)
        {
            File.WriteAllText(file, made);
        }

        Assert.True(File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == made, "docs/providers.md is out of date. Run: PENSTOCK_UPDATE_DOCS=1 dotnet test tests/Penstock.Tests --filter ProviderDocument");
    }

    [Fact]
    public void Every_provider_and_every_quirk_has_its_source()
    {
        var sources = ProviderDocument.Sources(KnownProviders.Text());

        Assert.Equal(KnownProviders.All.Keys.Order(), sources.Keys.Order());
        Assert.All(sources, provider => Assert.StartsWith("https://", provider.Value.Source, StringComparison.Ordinal));
        Assert.All(sources.SelectMany(provider => provider.Value.Quirks), quirk => Assert.True(quirk.Source is { Length: > 10 }, $"{quirk.Key}: {quirk.Value} has no source behind it"));
        Assert.True(sources.Sum(provider => provider.Value.Quirks.Count) > 20);
    }

    [Fact]
    public void Quirks_are_of_keys_that_are_read()
    {
        var mistral = KnownProviders.Find("mistral")!;
        var azure = KnownProviders.Find("azure")!;

        Assert.Equal((false, true, true, 9), (mistral.IncludeUsage, mistral.OlderMaxTokens, mistral.ThinkingBlocks, mistral.ToolCallIdLength));
        Assert.Equal("random_seed", mistral.Renames["seed"]);
        Assert.Equal(("api-key", null), (azure.KeyHeader, azure.BaseUrl));
        Assert.Equal("https://eu.api.openai.com/v1", KnownProviders.Find("openai")!.Regions["eu"].ToString());
    }
}
