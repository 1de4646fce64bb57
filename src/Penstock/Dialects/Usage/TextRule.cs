using System.Text.Json;
using System.Text.RegularExpressions;

namespace Penstock.Dialects.Usage;

/// <summary>Which texts are meant, as the shipped prices say it. Case does not matter, regular expressions aside, which are given lower case.</summary>
internal abstract record TextRule
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Whether a text is meant. It is in lower case.</summary>
    public abstract bool Matches(string text);

    /// <summary>Reads one.</summary>
    public static TextRule Read(JsonElement json)
    {
        var rule = json.EnumerateObject().Single();
        return rule.Name switch
        {
            "equals" => new Whole(Lower(rule.Value)),
            "starts_with" => new Begin(Lower(rule.Value)),
            "ends_with" => new End(Lower(rule.Value)),
            "contains" => new Inside(Lower(rule.Value)),
            "regex" => new Pattern(new Regex(rule.Value.GetString()!, RegexOptions.CultureInvariant, _patience)),
            "or" => new Any([.. rule.Value.EnumerateArray().Select(Read)]),
            "and" => new All([.. rule.Value.EnumerateArray().Select(Read)]),
            _ => throw new JsonException($"There is no rule '{rule.Name}'."),
        };
    }

    private static string Lower(JsonElement json) => json.GetString()!.ToLowerInvariant();

    private sealed record Whole(string Text) : TextRule
    {
        public override bool Matches(string text) => text == Text;
    }

    private sealed record Begin(string Text) : TextRule
    {
        public override bool Matches(string text) => text.StartsWith(Text, StringComparison.Ordinal);
    }

    private sealed record End(string Text) : TextRule
    {
        public override bool Matches(string text) => text.EndsWith(Text, StringComparison.Ordinal);
    }

    private sealed record Inside(string Text) : TextRule
    {
        public override bool Matches(string text) => text.Contains(Text, StringComparison.Ordinal);
    }

    private sealed record Pattern(Regex Regex) : TextRule
    {
        public override bool Matches(string text) => Regex.IsMatch(text);
    }

    private sealed record Any(TextRule[] Rules) : TextRule
    {
        public override bool Matches(string text) => Array.Exists(Rules, rule => rule.Matches(text));
    }

    private sealed record All(TextRule[] Rules) : TextRule
    {
        public override bool Matches(string text) => Array.TrueForAll(Rules, rule => rule.Matches(text));
    }
}
