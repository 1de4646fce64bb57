using System.Globalization;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>
/// The unit of time that the database groups by, and the hours, days, weeks and months that are made of such units here: integer division gives
/// the same in every database, and only this needs to know of time zones.
/// </summary>
/// <param name="query">What is wanted.</param>
/// <param name="exact">Whether whole hours are too coarse for the time zone.</param>
internal sealed class UsageUnit(UsageQuery query, bool exact)
{
    private const long Quarter = Micros.Hour / 4;

    private readonly long _micros = !query.GroupBy.Any(IsTime) ? 0
        : query.Zone is null && !query.GroupBy.Contains(UsageGroup.Hour) ? Micros.Day
        : exact ? Quarter
        : Micros.Hour;

    private readonly Dictionary<(long Unit, UsageGroup Group), string> _names = [];

    /// <summary>Whether a group is one of time.</summary>
    public static bool IsTime(UsageGroup group) => group is UsageGroup.Hour or UsageGroup.Day or UsageGroup.Week or UsageGroup.Month;

    /// <summary>Whether the hours of the roll-ups do not fit the hours of a time zone, as India's.</summary>
    public static bool NeedsQuarters(TimeZoneInfo zone, DateTimeOffset from, DateTimeOffset to)
    {
        for (var day = from; day <= to.AddDays(1); day = day.AddDays(1))
        {
            if (zone.GetUtcOffset(day).Ticks % TimeSpan.TicksPerHour != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The unit of a call.</summary>
    public string OfCalls => _micros == 0 ? "0" : FormattableString.Invariant($"c.started_at / {_micros}");

    /// <summary>The unit of an hour; there is none that is shorter.</summary>
    public string OfHours(string hour) => _micros == 0 ? "0" : _micros == Micros.Hour ? hour : FormattableString.Invariant($"{hour} / {_micros / Micros.Hour}");

    /// <summary>The unit of a day of the roll-ups.</summary>
    public string OfDays => _micros == 0 ? "0" : "h.day";

    /// <summary>Whether whole days are fine enough.</summary>
    public bool TakesDays => query.Zone is null && !query.GroupBy.Contains(UsageGroup.Hour);

    /// <summary>What a unit is called in a group.</summary>
    public string Name(long unit, UsageGroup group)
    {
        if (_names.TryGetValue((unit, group), out var name))
        {
            return name;
        }

        var instant = Micros.Time(unit * _micros);
        var local = query.Zone is null ? instant : TimeZoneInfo.ConvertTime(instant, query.Zone);
        return _names[(unit, group)] = group switch
        {
            UsageGroup.Hour when query.Zone is null => local.ToString("yyyy-MM-dd'T'HH", CultureInfo.InvariantCulture),
            UsageGroup.Hour => local.ToString("yyyy-MM-dd'T'HHzzz", CultureInfo.InvariantCulture),
            UsageGroup.Day => local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            UsageGroup.Week => FormattableString.Invariant($"{ISOWeek.GetYear(local.DateTime):D4}-W{ISOWeek.GetWeekOfYear(local.DateTime):D2}"),
            _ => local.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        };
    }
}
