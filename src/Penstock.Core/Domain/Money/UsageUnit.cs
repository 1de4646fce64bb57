using System.Globalization;

namespace Penstock.Domain.Money;

/// <summary>Something that is counted and can have a price. A unit with more facts is a part of every unit that has only some of them: cached input of input.</summary>
/// <param name="Index">Where it stands in quantities.</param>
/// <param name="Usage">What a count of it is called: <c>cache_read_tokens</c>.</param>
/// <param name="Price">What a price of it is called: <c>cache_read_mtok</c>.</param>
/// <param name="Per">How many a price is for.</param>
/// <param name="Facts">What it is.</param>
internal sealed record UsageUnit(int Index, string Usage, string Price, long Per, IReadOnlyList<(string Name, string Value)> Facts)
{
    /// <summary>Whether it goes in.</summary>
    public bool IsInput { get; } = Facts.Contains(("direction", "input"));

    /// <summary>Whether it comes out.</summary>
    public bool IsOutput { get; } = Facts.Contains(("direction", "output"));

    /// <summary>Whether it is a kind of tokens.</summary>
    public bool IsTokens { get; } = Facts.Contains(("family", "tokens"));

    /// <summary>Whether the other is a part of it.</summary>
    public bool Holds(UsageUnit other) => other != this && Facts.All(other.Facts.Contains);

    /// <summary>Reads a line of the table.</summary>
    public static UsageUnit Parse(string line, int index)
    {
        var words = line.Trim().Split(' ');
        var facts = words[3..].Select(word => word.Split('=')).Select(fact => (fact[0], fact[1])).ToArray();
        return new UsageUnit(index, words[0], words[1], long.Parse(words[2], CultureInfo.InvariantCulture), facts);
    }

    /// <inheritdoc/>
    public bool Equals(UsageUnit? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Index;
}
