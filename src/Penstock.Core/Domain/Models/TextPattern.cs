using System.Text.RegularExpressions;

namespace Penstock.Domain.Models;

/// <summary>
/// A regular expression that texts of callers are held against. It is matched in linear time where .NET's engine can do that
/// (no look-around, no back-references), else under a time limit: a text that takes longer does not match.
/// </summary>
public sealed class TextPattern : IEquatable<TextPattern>
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);
    private readonly Regex _regex;

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern, in .NET's syntax.</param>
    /// <param name="whole">Whether all of a text must match; else a part is enough, as in JSON Schema and pydantic.</param>
    /// <exception cref="ArgumentException">It is none.</exception>
    public TextPattern(string pattern, bool whole = false)
    {
        Source = whole && !(pattern.StartsWith('^') && pattern.EndsWith('$')) ? $"^(?:{pattern})$" : pattern;
        var matched = whole ? $@"\A(?:{pattern})\z" : pattern;
        try
        {
            _regex = new Regex(matched, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, Limit);
        }
        catch (NotSupportedException)
        {
            _regex = new Regex(matched, RegexOptions.CultureInvariant, Limit);
        }
    }

    /// <summary>The pattern as JSON Schema has it.</summary>
    public string Source { get; }

    /// <summary>Whether a text matches.</summary>
    public bool Matches(string text)
    {
        try
        {
            return _regex.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(TextPattern? other) => other is not null && other._regex.ToString() == _regex.ToString();

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TextPattern);

    /// <inheritdoc/>
    public override int GetHashCode() => _regex.ToString().GetHashCode(StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Source;
}
