using System.Text;

namespace Penstock.Gateways.Engines.Guide;

/// <summary>Writes an answer: what the guide is, and the passages it found, quoted with where they stand.</summary>
internal static class GuideAnswer
{
    private const string WhoSpeaks = "I am a retriever, not a language model: I quote Penstock's own documents and add nothing to them.";
    private const int MostPassages = 3;
    private const int LongestQuote = 1500;

    /// <summary>The answer to a question, as Markdown.</summary>
    internal static string To(string question, GuideIndex index)
    {
        if (string.IsNullOrWhiteSpace(question))
        {
            return $"{WhoSpeaks} Your last message has no text to look for.{Ask(index)}";
        }

        var found = index.Find(question, MostPassages);
        if (found.Count == 0)
        {
            return $"{WhoSpeaks} I found nothing about that in them.{Ask(index)}";
        }

        var text = new StringBuilder(WhoSpeaks).Append(" These passages fit your question best.");
        foreach (var (passage, score) in found)
        {
            if (score >= found[0].Score / 2)
            {
                text.Append("\n\n**").Append(passage.Source).Append("**");
                text.Append(passage.Heading.Length == 0 ? "" : $", “{passage.Heading}”").Append(":\n\n").Append(Quote(passage.Text));
            }
        }

        return text.ToString();
    }

    private static string Ask(GuideIndex index) => index.Sources.Count == 0
        ? " This build has no documents in it."
        : $" Ask with words that these documents may use: {string.Join(", ", index.Sources)}.";

    private static string Quote(string text)
    {
        if (text.Length > LongestQuote)
        {
            var end = text.LastIndexOf(' ', LongestQuote);
            text = text[..(end > 0 ? end : LongestQuote)] + " …";
        }

        return string.Join('\n', text.Split('\n').Select(line => line.Length == 0 ? ">" : "> " + line));
    }
}
