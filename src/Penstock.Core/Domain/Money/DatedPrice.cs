namespace Penstock.Domain.Money;

/// <summary>A price and when it holds.</summary>
/// <param name="From">Since when; null for always.</param>
/// <param name="Daily">At which time of the day, UTC, in seconds from midnight, the end excluded; over midnight where the end is before the start. Null for all day.</param>
/// <param name="Price">The price.</param>
internal sealed record DatedPrice(DateTimeOffset? From, (int Start, int End)? Daily, PriceList Price)
{
    /// <summary>Whether it holds at an instant.</summary>
    public bool Holds(DateTimeOffset at)
    {
        if (From > at)
        {
            return false;
        }

        if (Daily is not var (start, end))
        {
            return true;
        }

        var second = (int)(at.UtcTicks % TimeSpan.TicksPerDay / TimeSpan.TicksPerSecond);
        return end < start ? second >= start || second < end : second >= start && second < end;
    }
}
