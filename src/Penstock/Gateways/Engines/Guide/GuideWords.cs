namespace Penstock.Gateways.Engines.Guide;

/// <summary>
/// Makes search terms of a text: lower-case words and numbers, lightly stemmed, without stop words. Of an identifier
/// (<c>requests_per_minute</c>, <c>CallPipeline</c>, <c>x-api-key</c>) both the whole and its parts.
/// </summary>
internal static class GuideWords
{
    private static readonly HashSet<string> StopWords = new(
        ("a an and any are as at be been but by can could did do does for from had has have how i if in into is it its me my no not of "
        + "on or our please say shall should so tell than that the their them then there these they this those to was we were what when "
        + "where which who why will with would you your about use using used want need get").Split(' '),
        StringComparer.Ordinal);

    /// <summary>The terms, in the text's order, repeated as they are.</summary>
    internal static IEnumerable<string> Of(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[start]))
            {
                start++;
                continue;
            }

            var end = start + 1;
            while (end < text.Length && (IsPart(text, end) || (Joins(text[end]) && IsPart(text, end + 1))))
            {
                end++;
            }

            var word = text[start..end];
            start = end;
            var parts = Parts(word);
            foreach (var part in parts)
            {
                if (Term(part) is { } term)
                {
                    yield return term;
                }
            }

            if (parts.Count > 1)
            {
                yield return Stem(word.ToLowerInvariant());
            }
        }
    }

    private static bool IsPart(string text, int at) => at < text.Length && char.IsLetterOrDigit(text[at]);

    private static bool Joins(char c) => c is '_' or '-' or '.';

    // At joints, and where a capital follows a small letter.
    private static List<string> Parts(string word)
    {
        var parts = new List<string>();
        var start = 0;
        for (var i = 1; i <= word.Length; i++)
        {
            if (i < word.Length && !Joins(word[i]) && !(char.IsUpper(word[i]) && char.IsLower(word[i - 1])))
            {
                continue;
            }

            if (i > start)
            {
                parts.Add(word[start..i].ToLowerInvariant());
            }

            start = i < word.Length && Joins(word[i]) ? i + 1 : i;
        }

        return parts;
    }

    private static string? Term(string word) => StopWords.Contains(word) ? null : Stem(word);

    // Enough for English headings and questions: plurals, -ing, -ed, and a final e.
    private static string Stem(string word)
    {
        var stem = word switch
        {
            { Length: > 4 } when word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
            { Length: > 4 } when word.EndsWith("sses", StringComparison.Ordinal) => word[..^2],
            { Length: > 3 } when word.EndsWith('s') && word[^2] is not ('s' or 'u' or 'i') => word[..^1],
            { Length: > 5 } when word.EndsWith("ing", StringComparison.Ordinal) => Single(word[..^3]),
            { Length: > 4 } when word.EndsWith("ed", StringComparison.Ordinal) => Single(word[..^2]),
            _ => word,
        };
        return stem.Length > 4 && stem[^1] == 'e' ? stem[..^1] : stem;
    }

    private static string Single(string stem) =>
        stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('l' or 's') ? stem[..^1] : stem;
}
