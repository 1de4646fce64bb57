namespace Penstock.Dialects;

/// <summary>
/// How much to think, in words and in tokens, for dialects that know only one of the two. The table is Penstock's own: no provider
/// publishes one.
/// </summary>
internal static class EffortBudgets
{
    /// <summary>The word for not thinking at all.</summary>
    public const string None = "none";

    private static readonly (string Effort, long Tokens)[] Table = [("minimal", 1024), ("low", 2048), ("medium", 8192), ("high", 24576)];

    /// <summary>The tokens of a word; those of <c>high</c> for a provider's own word above it (<c>xhigh</c>, <c>max</c>).</summary>
    public static long Tokens(string effort)
    {
        foreach (var (word, tokens) in Table)
        {
            if (word == effort)
            {
                return tokens;
            }
        }

        return Table[^1].Tokens;
    }

    /// <summary>The word of a budget: the nearest not above, and at least <c>minimal</c>.</summary>
    public static string Effort(long tokens)
    {
        for (var i = Table.Length - 1; i > 0; i--)
        {
            if (tokens >= Table[i].Tokens)
            {
                return Table[i].Effort;
            }
        }

        return Table[0].Effort;
    }
}
