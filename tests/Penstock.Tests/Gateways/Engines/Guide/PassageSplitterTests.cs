using Penstock.Gateways.Engines.Guide;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Guide;

public sealed class PassageSplitterTests
{
    [Fact]
    public void Splits_at_headings_and_keeps_those_above() => Assert.Equal(
        ["Penstock", "Penstock › Run it", "Penstock › Keys", "Penstock › Keys › Revoking"],
        Corpus.ReadmePassages.Select(passage => passage.Heading));

    [Fact]
    public void Takes_no_comment_in_code_for_a_heading() => Assert.Contains("# this is no heading", Corpus.ReadmePassages[1].Text);

    [Fact]
    public void Splits_long_sections_at_blank_lines()
    {
        var paragraph = string.Join(' ', Enumerable.Repeat("word", 200));

        var passages = PassageSplitter.Split("x.md", $"# H\n\n{paragraph}\n\n{paragraph}\r\n\r\n{paragraph}").ToList();

        Assert.Equal([2000, 999], passages.Select(passage => passage.Text.Length).OrderDescending().Take(2));
        Assert.All(passages, passage => Assert.Equal("H", passage.Heading));
    }

    [Fact]
    public void Leaves_out_headings_without_text() => Assert.Equal(["A › B"], PassageSplitter.Split("x.md", "# A\n## B\ntext\n# C\n").Select(passage => passage.Heading));
}
