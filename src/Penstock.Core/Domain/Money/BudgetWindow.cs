namespace Penstock.Domain.Money;

/// <summary>
/// The window of a budget: of the calendar in a time zone, or rolling. Times are Unix microseconds, UTC. What is spent is noted by slots, so that
/// a budget whose window is changed still knows what was spent: a day of the zone where days make up the window.
/// </summary>
/// <param name="Period">How long.</param>
/// <param name="Rolling">Whether it ends now at any time, and does not begin anew by the calendar.</param>
/// <param name="Zone">The zone of the calendar.</param>
public sealed record BudgetWindow(BudgetPeriod Period, bool Rolling, TimeZoneInfo Zone)
{
    /// <summary>The month, UTC.</summary>
    public static readonly BudgetWindow Month = new(BudgetPeriod.Month, false, TimeZoneInfo.Utc);

    private const long Minute = 60_000_000;
    private const long QuarterOfHour = 15 * Minute;
    private const long Hour = 60 * Minute;
    private const long Day = 24 * Hour;

    /// <summary>The slot of an instant, by its beginning.</summary>
    public long Slot(long at) => Period == BudgetPeriod.Total ? 0
        : Rolling ? at - Modulo(at, SlotLength)
        : Period == BudgetPeriod.Hour ? HourOf(at)
        : StartOf(Date(at));

    /// <summary>Until when an instant's slot is its slot for sure: no hour or day begins within a quarter of an hour, wherever clocks are.</summary>
    public long SlotHolds(long at) => Period == BudgetPeriod.Total ? long.MaxValue : at - Modulo(at, QuarterOfHour) + QuarterOfHour is var quarter && Rolling ? Math.Min(quarter, Slot(at) + SlotLength) : quarter;

    /// <summary>The window that an instant is in: its beginning, and its end, which is not in it. What is spent in slots from the beginning on counts.</summary>
    public (long Start, long End) Bounds(long at)
    {
        if (Period == BudgetPeriod.Total)
        {
            return (long.MinValue, long.MaxValue);
        }

        if (Rolling)
        {
            // A slot counts until its last instant has left the window: a little too long, never too short.
            return (Slot(at - Length), Slot(at) + SlotLength);
        }

        if (Period == BudgetPeriod.Hour)
        {
            return (HourOf(at), HourOf(at) + Hour);
        }

        var day = Date(at);
        var (first, next) = Period switch
        {
            BudgetPeriod.Day => (day, day.AddDays(1)),
            BudgetPeriod.Week => Span(day.AddDays(-(((int)day.DayOfWeek + 6) % 7)), date => date.AddDays(7)),
            BudgetPeriod.Month => Span(new DateOnly(day.Year, day.Month, 1), date => date.AddMonths(1)),
            BudgetPeriod.Quarter => Span(new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1), date => date.AddMonths(3)),
            _ => Span(new DateOnly(day.Year, 1, 1), date => date.AddYears(1)),
        };
        return (StartOf(first), StartOf(next));
    }

    /// <summary>When what was spent in a slot no longer counts; the greatest instant for never.</summary>
    public long Until(long slot) => Period == BudgetPeriod.Total ? long.MaxValue : Rolling ? slot + SlotLength + Length : Bounds(slot).End;

    // A rolling window is kept in 60 to 365 slots.
    private long SlotLength => Period switch
    {
        BudgetPeriod.Hour => Minute,
        BudgetPeriod.Day => 15 * Minute,
        BudgetPeriod.Week => 2 * Hour,
        BudgetPeriod.Month => 6 * Hour,
        _ => Day,
    };

    private long Length => Period switch
    {
        BudgetPeriod.Hour => Hour,
        BudgetPeriod.Day => Day,
        BudgetPeriod.Week => 7 * Day,
        BudgetPeriod.Month => 30 * Day,
        BudgetPeriod.Quarter => 91 * Day,
        _ => 365 * Day,
    };

    private static (DateOnly First, DateOnly Next) Span(DateOnly first, Func<DateOnly, DateOnly> next) => (first, next(first));

    private static long Modulo(long value, long by) => ((value % by) + by) % by;

    private static DateTimeOffset Instant(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    private static long Micros(DateTimeOffset instant) => (instant.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    private DateOnly Date(long at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(Instant(at), Zone).DateTime);

    // Zones may be half an hour apart.
    private long HourOf(long at) => at - Modulo(at + (Zone.GetUtcOffset(Instant(at)).Ticks / TimeSpan.TicksPerMicrosecond), Hour);

    // Where clocks are put forward at midnight the day begins later; where they are put back it begins at the first midnight.
    private long StartOf(DateOnly day)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (Zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return Micros(new DateTimeOffset(local, offset));
    }
}
