using System.Globalization;

namespace Penstock.Server.Measuring;

/// <summary>Numbers for people.</summary>
internal static class Amounts
{
    public static string Time(TimeSpan time) => time.TotalMilliseconds switch
    {
        < 1 => Invariant($"{time.TotalMicroseconds:0} µs"),
        < 10 => Invariant($"{time.TotalMilliseconds:0.00} ms"),
        < 1000 => Invariant($"{time.TotalMilliseconds:0.0} ms"),
        _ => Invariant($"{time.TotalSeconds:0.00} s"),
    };

    public static string Bytes(double bytes) => bytes switch
    {
        < 1024 => Invariant($"{bytes:0} B"),
        < 1024 * 1024 => Invariant($"{bytes / 1024:0.0} KiB"),
        < 1024.0 * 1024 * 1024 => Invariant($"{bytes / 1024 / 1024:0.0} MiB"),
        _ => Invariant($"{bytes / 1024 / 1024 / 1024:0.0} GiB"),
    };

    public static string Count(double count) => count < 100 ? Invariant($"{count:0.#}") : Invariant($"{count:#,0}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
