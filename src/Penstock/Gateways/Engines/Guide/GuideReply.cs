using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Gateways.Engines.Guide;

/// <summary>An answer cut to the caller's limits, in words with the white space before them: one word counts as one token.</summary>
internal sealed class GuideReply
{
    private GuideReply(IReadOnlyList<string> words, Finish finish, string? stopSequence, long input)
    {
        Words = words;
        Finish = finish;
        StopSequence = stopSequence;
        Usage = new TokenUsage { Input = input, Output = words.Count };
    }

    /// <summary>The words; joined they are the answer.</summary>
    internal IReadOnlyList<string> Words { get; }

    /// <summary>Why it ended.</summary>
    internal Finish Finish { get; }

    /// <summary>The stop sequence it came to; null when it ended otherwise.</summary>
    internal string? StopSequence { get; }

    /// <summary>Words of all messages, and words of the answer.</summary>
    internal TokenUsage Usage { get; }

    /// <summary>Answers a conversation's last user message.</summary>
    internal static GuideReply To(ChatInput input, GuideIndex index)
    {
        var question = input.Messages.LastOrDefault(message => message.Role == Role.User)?.Text ?? "";
        var text = GuideAnswer.To(question, index);
        var stop = input.Stop.Where(sequence => sequence.Length > 0)
            .Select(sequence => (Sequence: sequence, At: text.IndexOf(sequence, StringComparison.Ordinal)))
            .Where(found => found.At >= 0).OrderBy(found => found.At).Select(found => ((string Sequence, int At)?)found).FirstOrDefault();
        var words = Split(stop is { At: var end } ? text[..end] : text);
        var most = input.MaxOutputTokens ?? long.MaxValue;
        var cut = words.Count > most;
        return new GuideReply(
            cut ? words[..(int)most] : words,
            new Finish(cut ? FinishReason.Length : FinishReason.Stop),
            cut ? null : stop?.Sequence,
            input.Messages.Sum(message => (long)Split(message.Text).Count));
    }

    /// <summary>Splits before the white space between words; white space alone belongs to the word before it.</summary>
    private static List<string> Split(string text)
    {
        var words = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length;)
        {
            while (i < text.Length && char.IsWhiteSpace(text[i]))
            {
                i++;
            }

            if (i == text.Length)
            {
                break;
            }

            while (i < text.Length && !char.IsWhiteSpace(text[i]))
            {
                i++;
            }

            words.Add(text[start..i]);
            start = i;
        }

        if (words.Count > 0 && start < text.Length)
        {
            words[^1] += text[start..];
        }

        return words;
    }
}
