using System.Text.RegularExpressions;
using Xunit;

namespace Penstock.Tests.Architecture;

/// <summary>What a file may be like.</summary>
public sealed partial class FileTests
{
    private const int Longest = 400;
    private const int LongestMedian = 60;
    private static readonly string[] Vague = ["Manager", "Helper", "Helpers", "Utils", "Utilities", "Common"];

    [Fact]
    public void No_source_file_is_longer_than_400_lines_and_half_are_at_most_60()
    {
        var lengths = SourceTree.CSharp("src").Select(file => (file, Lines: SourceTree.Read(file).AsSpan().Count('\n'))).OrderBy(pair => pair.Lines).ToArray();
        Assert.DoesNotContain(lengths, pair => pair.Lines > Longest);
        Assert.InRange(lengths[lengths.Length / 2].Lines, 1, LongestMedian);
    }

    [Fact]
    public void A_file_holds_one_top_level_type_unless_it_holds_a_closed_union()
    {
        var wrong = SourceTree.CSharp("src")
            .Select(file => (file, Types: TopLevelTypes(file)))
            .Where(pair => pair.Types.Length > 1 && !IsUnion(pair.Types))
            .Select(pair => $"{pair.file}: {string.Join(", ", pair.Types.Select(type => type.Name))}");
        Assert.Empty(wrong);
    }

    [Fact]
    public void A_file_is_named_after_its_type()
    {
        var wrong = SourceTree.CSharp("src")
            .Where(file => TopLevelTypes(file) is { Length: > 0 } types && types.All(type => type.Name != Path.GetFileNameWithoutExtension(file).Split('{')[0]));
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_type_has_a_name_that_says_nothing()
    {
        var wrong = SourceTree.CSharp("src").SelectMany(TopLevelTypes).Select(type => type.Name)
            .Where(name => Vague.Any(word => name.EndsWith(word, StringComparison.Ordinal)));
        Assert.Empty(wrong);
    }

    [Fact]
    public void No_lock_file_names_an_address()
    {
        var locks = Directory.EnumerateFiles(SourceTree.Root, "package*.lock*", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(SourceTree.Root, "package-lock.json", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/node_modules/") && !file.Contains("/artifacts/"))
            .ToArray();
        Assert.NotEmpty(locks);
        Assert.DoesNotContain(locks, file => ResolvedAddress().IsMatch(File.ReadAllText(file)));
    }

    // A closed union: the first type is abstract or an interface, and every other derives from it.
    private static bool IsUnion((string Name, string Declaration)[] types) =>
        types[0].Declaration.Contains("abstract ", StringComparison.Ordinal)
        && types.Skip(1).All(type => Regex.IsMatch(type.Declaration, $@":\s*{Regex.Escape(types[0].Name)}\b"));

    private static (string Name, string Declaration)[] TopLevelTypes(string file) =>
        [.. Declarations().Matches(SourceTree.Code(file)).Select(match => (match.Groups["name"].Value, match.Value))];

    [GeneratedRegex("\"resolved\":\\s*\"[a-z]+://")]
    private static partial Regex ResolvedAddress();

    [GeneratedRegex(@"^(?:(?:public|internal|file|sealed|static|abstract|partial|readonly|unsafe|ref)\s+)*(?:class|record struct|record class|record|struct|interface|enum|delegate\s+\S+)\s+(?<name>\w+)[^{;]*", RegexOptions.Multiline)]
    private static partial Regex Declarations();
}
