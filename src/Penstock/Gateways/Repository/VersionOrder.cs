namespace Penstock.Gateways.Repository;

/// <summary>
/// Which version is newer. Whole numbers are ordered by their value and are newer than other names; those are ordered as people read
/// them, numbers within them by their value: <c>1.9</c> &lt; <c>1.10</c> &lt; <c>v2</c> &lt; <c>1</c> &lt; <c>10</c>.
/// </summary>
internal sealed class VersionOrder : IComparer<string?>
{
    /// <summary>The oldest first.</summary>
    public static VersionOrder OldestFirst { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        var (one, other) = (x ?? "", y ?? "");
        var (isOne, isOther) = (IsNumber(one), IsNumber(other));
        return isOne != isOther ? isOne.CompareTo(isOther)
            : ByParts(one, other) is var order && order != 0 ? order : string.CompareOrdinal(one, other);
    }

    private static bool IsNumber(string text) => text.Length > 0 && text.All(char.IsAsciiDigit);

    private static int ByParts(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        while (one.Length > 0 && other.Length > 0)
        {
            var (digits, others) = (char.IsAsciiDigit(one[0]), char.IsAsciiDigit(other[0]));
            var part = Part(one, digits);
            var otherPart = Part(other, others);
            var order = digits && others ? Numbers(part, otherPart) : part.CompareTo(otherPart, StringComparison.Ordinal);
            if (order != 0)
            {
                return order;
            }

            one = one[part.Length..];
            other = other[otherPart.Length..];
        }

        return one.Length.CompareTo(other.Length);
    }

    private static ReadOnlySpan<char> Part(ReadOnlySpan<char> text, bool digits)
    {
        var end = 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]) == digits)
        {
            end++;
        }

        return text[..end];
    }

    // Of any length: without leading zeros the longer one is larger.
    private static int Numbers(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        one = one.TrimStart('0');
        other = other.TrimStart('0');
        return one.Length != other.Length ? one.Length.CompareTo(other.Length) : one.CompareTo(other, StringComparison.Ordinal);
    }
}
