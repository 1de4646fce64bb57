using System.Text.Json;
using Penstock.Config;
using Xunit;

namespace Penstock.Tests.Config;

public class ConfigDocumentTests
{
    [Theory]
    [InlineData("configuration.md")]
    [InlineData("penstock.schema.json")]
    public void The_committed_file_is_what_the_keys_say(string name)
    {
        var made = name == "configuration.md" ? ConfigDocument.Text() : ConfigSchema.Text();
        var file = Repository.File("docs", name);
        if (Repository.UpdatesDocuments)
        {
            File.WriteAllText(file, made);
        }
        Assert.True(File.Exists(file) && File.ReadAllText(file).ReplaceLineEndings("\n") == made,
            $"docs/{name} is out of date. Run: PENSTOCK_UPDATE_DOCS=1 dotnet test tests/Penstock.Tests --filter ConfigDocument");
    }

    [Fact]
    public void Every_key_says_what_it_is()
    {
        static IEnumerable<Penstock.Config.Kinds.ConfigKey> All(Penstock.Config.Kinds.ValueKind kind) => kind.Keys.Concat(kind.Keys.SelectMany(key => All(key.Of)));
        Assert.All(All(ConfigKeys.Root), key => Assert.EndsWith(".", key.Description.TrimEnd('`', ')')));
        Assert.True(All(ConfigKeys.Root).Count() > 40);
    }

    [Fact]
    public void The_schema_is_2020_12_and_closed()
    {
        using var schema = JsonDocument.Parse(ConfigSchema.Text());
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", schema.RootElement.GetProperty("$schema").GetString());
        Assert.False(schema.RootElement.GetProperty("additionalProperties").GetBoolean());
        Assert.True(schema.RootElement.GetProperty("properties").GetProperty("providers").GetProperty("additionalProperties").GetProperty("properties").TryGetProperty("api_key", out _));
    }
}
