using Penstock.Core.Tests.Pipeline;
using Xunit;

namespace Penstock.Core.Tests.Domain.Access;

public sealed class ApiKeyTests
{
    private static readonly Dictionary<string, string> Said = new() { ["team"] = "theirs", ["step"] = "eval", ["run-1"] = "x" };

    [Fact]
    public void A_clients_tags_count_only_where_its_key_allows_them()
    {
        var key = Given.Key() with { Tags = new Dictionary<string, string> { ["team"] = "ours" } };

        Assert.Same(key.Tags, key.TagsOf(Said));
        Assert.Equal(Sorted(("step", "eval"), ("team", "ours")), (key with { ClientTags = ["step"] }).TagsOf(Said).OrderBy(tag => tag.Key));
        Assert.Equal(Sorted(("run-1", "x"), ("team", "ours")), (key with { ClientTags = ["run-*"] }).TagsOf(Said).OrderBy(tag => tag.Key));
    }

    [Fact]
    public void A_client_never_replaces_a_tag_of_its_key() =>
        Assert.Equal("ours", (Given.Key() with { Tags = new Dictionary<string, string> { ["team"] = "ours" }, ClientTags = ["*"] }).TagsOf(Said)["team"]);

    private static IEnumerable<KeyValuePair<string, string>> Sorted(params (string Name, string Value)[] tags) => tags.Select(tag => KeyValuePair.Create(tag.Name, tag.Value));
}
