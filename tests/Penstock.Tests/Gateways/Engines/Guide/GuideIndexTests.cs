using Penstock.Gateways.Engines.Guide;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Guide;

public sealed class GuideIndexTests
{
    [Theory]
    [InlineData("How do I start the server on another port?", "Penstock › Run it")]
    [InlineData("Where is the admin key?", "Penstock › Keys")]
    [InlineData("how to limit requests per minute", "Penstock › Keys")]
    [InlineData("what happens to running streams when a key is revoked", "Penstock › Keys › Revoking")]
    [InlineData("callpipeline", "Architecture › The pipeline")]
    [InlineData("in which order do stages run?", "Architecture › The pipeline")]
    [InlineData("Is my record safe after crashes?", "Architecture › The journal")]
    public void Finds_the_right_section(string question, string heading) => Assert.Equal(heading, Corpus.Index.Find(question, 3)[0].Passage.Heading);

    [Theory]
    [InlineData("What is the capital of France?")]
    [InlineData("How do I bake a chocolate cake for my file?")]
    [InlineData("the of and")]
    [InlineData("")]
    public void Finds_nothing_where_nothing_is(string question) => Assert.Empty(Corpus.Index.Find(question, 3));

    [Fact]
    public void Scores_by_the_formula()
    {
        // N = 2, both two terms long with the heading none: "apple" is in one. ln(1 + 1.5/1.5) × 2.2/(1 + 1.2) = ln 2.
        var index = new GuideIndex([new("a.md", "", "apple pear"), new("b.md", "", "plum pear")]);

        var (passage, score) = Assert.Single(index.Find("apple", 3));

        Assert.Equal("a.md", passage.Source);
        Assert.Equal(Math.Log(2), score, 1e-12);
    }

    [Fact]
    public void Indexes_the_documents_in_the_box()
    {
        var passages = GuideDocuments.Passages().ToList();

        Assert.All(passages, passage => Assert.True(passage.Source == "README.md" || passage.Source.StartsWith("docs/", StringComparison.Ordinal), passage.Source));
        Assert.All(passages, passage => Assert.NotEmpty(passage.Text));
    }
}
