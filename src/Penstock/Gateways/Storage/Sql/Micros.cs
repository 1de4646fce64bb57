namespace Penstock.Gateways.Storage.Sql;

/// <summary>Unix microseconds, UTC: how times are kept.</summary>
internal static class Micros
{
    /// <summary>Microseconds of an hour.</summary>
    public const long Hour = 3_600_000_000;

    /// <summary>Microseconds of a day.</summary>
    public const long Day = 24 * Hour;

    /// <summary>The microseconds of a time; the hundreds of nanoseconds behind them are dropped.</summary>
    public static long Of(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;

    /// <summary>The time of some microseconds.</summary>
    public static DateTimeOffset Time(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);
}
