using System.Globalization;

namespace Penstock.Domain.Money;

/// <summary>
/// Money of one currency as the ledger and the counters keep it: a whole number of 10⁻¹² units, so that sums are exact and cannot depend on
/// their order. Estimates and prices are <see cref="decimal"/>; they are rounded to this once.
/// </summary>
/// <param name="Units">Units of 10⁻¹² of the currency, between ±9,223,372 of it.</param>
public readonly record struct Amount(long Units) : IComparable<Amount>
{
    /// <summary>How many units one of the currency has.</summary>
    public const long PerOne = 1_000_000_000_000;

    /// <summary>The most there can be.</summary>
    public static readonly Amount Most = new(long.MaxValue);

    /// <summary>Nothing.</summary>
    public static readonly Amount Zero;

    private const int Digits = 12;

    // 10⁰ to 10¹².
    private static readonly ulong[] Powers = [.. Enumerable.Range(0, Digits + 1).Select(power => (ulong)Math.Pow(10, power))];

    /// <summary>Rounds half to even; what is more than <see cref="Most"/> is that.</summary>
    public static Amount Of(decimal value) => Exactly(value) ?? new Amount(Clamp(decimal.Round(Bounded(value) * PerOne, MidpointRounding.ToEven)));

    /// <summary>Rounds up, for what is held back: never less than the value.</summary>
    public static Amount AtLeast(decimal value) => Exactly(value) ?? new Amount(Clamp(decimal.Ceiling(Bounded(value) * PerOne)));

    /// <summary>The value in the currency.</summary>
    public decimal Value => Units / (decimal)PerOne;

    /// <summary>The sum; what is more than there can be is the most there can be.</summary>
    public static Amount operator +(Amount left, Amount right)
    {
        var sum = unchecked(left.Units + right.Units);
        return ((left.Units ^ sum) & (right.Units ^ sum)) < 0 ? new Amount(left.Units < 0 ? long.MinValue : long.MaxValue) : new Amount(sum);
    }

    /// <summary>The difference, bounded like the sum.</summary>
    public static Amount operator -(Amount left, Amount right) => left + new Amount(right.Units == long.MinValue ? long.MaxValue : -right.Units);

    /// <summary>Whether it is less.</summary>
    public static bool operator <(Amount left, Amount right) => left.Units < right.Units;

    /// <summary>Whether it is more.</summary>
    public static bool operator >(Amount left, Amount right) => left.Units > right.Units;

    /// <summary>Whether it is not more.</summary>
    public static bool operator <=(Amount left, Amount right) => left.Units <= right.Units;

    /// <summary>Whether it is not less.</summary>
    public static bool operator >=(Amount left, Amount right) => left.Units >= right.Units;

    /// <inheritdoc/>
    public int CompareTo(Amount other) => Units.CompareTo(other.Units);

    /// <summary>A decimal text without needless zeros, as the API writes amounts: <c>0.000125</c>.</summary>
    public override string ToString() => Text(Value);

    /// <summary>A decimal as the API writes amounts: no exponent, no needless zeros.</summary>
    public static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);

    // Nearly all amounts have no more than twelve digits behind the point, and nothing to round: then one multiplication does. Null for the others.
    private static Amount? Exactly(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var scale = (parts[3] >> 16) & 0xFF;
        if (parts[2] != 0 || scale > Digits)
        {
            return null;
        }

        var over = Math.BigMul(((ulong)(uint)parts[1] << 32) | (uint)parts[0], Powers[Digits - scale], out var units);
        return over != 0 || units > long.MaxValue ? null : new Amount(parts[3] < 0 ? -(long)units : (long)units);
    }

    // Before it is multiplied: a decimal ends at 7.9e28.
    private static decimal Bounded(decimal value) => Math.Clamp(value, -9_300_000m, 9_300_000m);

    private static long Clamp(decimal units) => units >= long.MaxValue ? long.MaxValue : units <= long.MinValue ? long.MinValue : (long)units;
}
