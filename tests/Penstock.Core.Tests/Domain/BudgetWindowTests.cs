using Penstock.Domain.Money;
using Xunit;

namespace Penstock.Core.Tests.Domain;

public sealed class BudgetWindowTests
{
    [Theory]
    [InlineData(BudgetPeriod.Hour, "UTC", "2026-11-22T06:40:12Z", "2026-11-22T06:00:00Z", "2026-11-22T07:00:00Z")]
    [InlineData(BudgetPeriod.Hour, "Asia/Kolkata", "2026-11-22T06:40:12Z", "2026-11-22T06:30:00Z", "2026-11-22T07:30:00Z")]
    [InlineData(BudgetPeriod.Day, "UTC", "2026-11-22T06:40:12Z", "2026-11-22T00:00:00Z", "2026-11-23T00:00:00Z")]
    [InlineData(BudgetPeriod.Day, "Europe/Berlin", "2026-11-22T23:30:00Z", "2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z")]
    [InlineData(BudgetPeriod.Day, "Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")]
    [InlineData(BudgetPeriod.Day, "Africa/Cairo", "2026-04-24T12:00:00Z", "2026-04-23T22:00:00Z", "2026-04-24T21:00:00Z")]
    [InlineData(BudgetPeriod.Week, "UTC", "2026-11-22T06:40:12Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z")]
    [InlineData(BudgetPeriod.Month, "America/New_York", "2026-03-01T03:00:00Z", "2026-02-01T05:00:00Z", "2026-03-01T05:00:00Z")]
    [InlineData(BudgetPeriod.Quarter, "UTC", "2026-11-22T06:40:12Z", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData(BudgetPeriod.Year, "UTC", "2026-11-22T06:40:12Z", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z")]
    public void Is_of_the_calendar_of_its_zone(BudgetPeriod period, string zone, string at, string start, string end)
    {
        var window = new BudgetWindow(period, false, TimeZoneInfo.FindSystemTimeZoneById(zone));

        Assert.Equal((Micros(start), Micros(end)), window.Bounds(Micros(at)));
        Assert.InRange(window.Slot(Micros(at)), Micros(start), Micros(at));
    }

    [Theory]
    [InlineData(BudgetPeriod.Hour)]
    [InlineData(BudgetPeriod.Day)]
    [InlineData(BudgetPeriod.Month)]
    public void Rolls_by_slots_that_count_a_little_too_long_and_never_too_short(BudgetPeriod period)
    {
        var window = new BudgetWindow(period, true, TimeZoneInfo.Utc);
        var at = Micros("2026-11-22T06:40:12Z");
        var slot = window.Slot(at);

        Assert.True(window.Until(slot) >= at + (period == BudgetPeriod.Hour ? 3_600_000_000L : 86_400_000_000L));
        Assert.True(window.Bounds(window.Until(slot) - 1).Start <= slot);
        Assert.True(window.Bounds(window.Until(slot)).Start > slot);
    }

    [Fact]
    public void Of_all_time_never_ends() =>
        Assert.Equal((long.MinValue, long.MaxValue), new BudgetWindow(BudgetPeriod.Total, false, TimeZoneInfo.Utc).Bounds(Micros("2026-11-22T06:40:12Z")));

    private static long Micros(string instant) => (DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture).UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / 10;
}
