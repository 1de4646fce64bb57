using System.Globalization;

namespace Penstock.Dialects.Predict.Temporal;

/// <summary>Instants as numbers since 1970: seconds, or milliseconds where they are more than 2·10¹⁰ (speedate's watershed).</summary>
internal static class Epoch
{
    private const decimal Watershed = 20_000_000_000;

    /// <summary>The instant a text of a number stands for.</summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out DateTime utc)
    {
        utc = default;
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && TryConvert(number, out utc);
    }

    /// <summary>The instant a number stands for; false outside of the years 1 to 9999.</summary>
    internal static bool TryConvert(decimal number, out DateTime utc)
    {
        utc = default;
        var seconds = Math.Abs(number) > Watershed ? number / 1000 : number;
        if (Math.Abs(seconds) > 400_000_000_000)
        {
            return false;
        }

        var ticks = DateTime.UnixEpoch.Ticks + decimal.ToInt64(decimal.Floor(seconds * TimeSpan.TicksPerSecond));
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
        {
            return false;
        }

        utc = new DateTime(ticks, DateTimeKind.Utc);
        return true;
    }
}
