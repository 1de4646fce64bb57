namespace Penstock.Gateways.Engines.Guide;

/// <summary>Splits Markdown into passages: by its headings, and long sections at blank lines.</summary>
internal static class PassageSplitter
{
    private const int LongestPassage = 1200;

    /// <summary>The passages of a document, in its order; headings without text under them have none.</summary>
    internal static IEnumerable<GuidePassage> Split(string source, string markdown)
    {
        var headings = new List<(int Level, string Text)>();
        var lines = new List<string>();
        var size = 0;
        var fenced = false;
        foreach (var line in markdown.ReplaceLineEndings("\n").Split('\n'))
        {
            fenced ^= line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            var level = fenced ? 0 : LevelOf(line);
            if (level > 0 || (size > LongestPassage && line.Length == 0 && !fenced))
            {
                if (Make(source, headings, lines) is { } passage)
                {
                    yield return passage;
                }

                lines.Clear();
                size = 0;
            }

            if (level == 0)
            {
                lines.Add(line);
                size += line.Length;
                continue;
            }

            headings.RemoveAll(heading => heading.Level >= level);
            headings.Add((level, line[level..].Trim().TrimEnd('#').TrimEnd()));
        }

        if (Make(source, headings, lines) is { } last)
        {
            yield return last;
        }
    }

    // ATX headings (CommonMark 4.2): one to six #, then a space.
    private static int LevelOf(string line)
    {
        var level = line.AsSpan().IndexOfAnyExcept('#');
        return level is > 0 and <= 6 && line[level] == ' ' ? level : 0;
    }

    private static GuidePassage? Make(string source, List<(int Level, string Text)> headings, List<string> lines)
    {
        var text = string.Join('\n', lines).Trim();
        return text.Length == 0 ? null : new GuidePassage(source, string.Join(" › ", headings.Select(heading => heading.Text)), text);
    }
}
