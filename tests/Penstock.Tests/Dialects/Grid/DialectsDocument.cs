using Xunit;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>The parts of <c>docs/dialects.md</c> that are made: each between two comments that name it.</summary>
internal static class DialectsDocument
{
    /// <summary>Holds a part to what is made now; with PENSTOCK_UPDATE_DOCS it is written.</summary>
    public static void Hold(string part, string made)
    {
        var file = Repository.File("docs", "dialects.md");
        var text = File.ReadAllText(file).ReplaceLineEndings("\n");
        var (begin, end) = ($"<!-- {part}: made by tests -->\n", $"<!-- /{part} -->\n");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, $"docs/dialects.md has no part '{part}'.");
        from += begin.Length;
        if (Repository.UpdatesDocuments)
        {
            File.WriteAllText(file, text[..from] + made + text[to..]);
        }
        else
        {
            Assert.Equal(made, text[from..to]);
        }
    }
}
