using System.Text.RegularExpressions;
using Xunit;

namespace Penstock.Tests.Architecture;

/// <summary>What the documents say about the tree must be true.</summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(SourceTree.Root, "*.md").Concat(Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs"), "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(SourceTree.Root, file))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_path_a_document_names_exists(string document)
    {
        var folder = Path.GetDirectoryName(document)!;
        var named = Paths().Matches(SourceTree.Read(document)).Select(match => match.Groups["path"].Value)
            .Where(path => !path.Contains('*') && !path.Contains('<') && !path.Contains('{') && !path.Contains('…'));
        Assert.DoesNotContain(named, path => !SourceTree.Exists(path));

        var links = Links().Matches(SourceTree.Read(document)).Select(match => match.Groups["path"].Value.Split('#')[0])
            .Where(path => path.Length > 0 && !path.Contains("://", StringComparison.Ordinal));
        Assert.DoesNotContain(links, path => !SourceTree.Exists(Path.Combine(folder, path)));
    }

    [Fact]
    public void The_readme_is_at_most_150_lines() => Assert.InRange(SourceTree.Read("README.md").AsSpan().Count('\n'), 1, 150);

    [GeneratedRegex(@"`(?<path>(?:src|tests|bench|docs|deploy|samples|templates|ui)/[^`\s:]+)`")]
    private static partial Regex Paths();

    [GeneratedRegex(@"\]\((?<path>[^)\s]+)\)")]
    private static partial Regex Links();
}
