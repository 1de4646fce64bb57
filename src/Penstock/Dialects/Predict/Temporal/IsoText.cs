using System.Globalization;

namespace Penstock.Dialects.Predict.Temporal;

/// <summary>Dates and times as ISO 8601 and RFC 3339 write them, as far as pydantic (speedate) takes them.</summary>
internal static class IsoText
{
    private const int FractionDigits = 7;

    /// <summary><c>2026-11-21</c>.</summary>
    internal static bool TryDate(ReadOnlySpan<char> text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <summary><c>15:00</c>, <c>15:00:00</c>, <c>15:00:00.5</c>, each with an offset behind it or none.</summary>
    internal static bool TryTime(ReadOnlySpan<char> text, out TimeOnly time, out TimeSpan? offset)
    {
        offset = null;
        var zone = text.IndexOfAny("Zz+-");
        if (zone >= 0)
        {
            if (!TryOffset(text[zone..], out var given))
            {
                time = default;
                return false;
            }

            offset = given;
            text = text[..zone];
        }

        return TryClock(text, out time);
    }

    /// <summary>A date and a time with <c>T</c>, <c>_</c> or a space between them; or a date alone.</summary>
    internal static bool TryDateTime(ReadOnlySpan<char> text, out DateTime local, out TimeSpan? offset)
    {
        (local, offset) = (default, null);
        if (text.Length < 10 || !TryDate(text[..10], out var date))
        {
            return false;
        }

        TimeOnly time = default;
        if (text.Length > 10 && !(text[10] is 'T' or 't' or ' ' or '_' && TryTime(text[11..], out time, out offset)))
        {
            return false;
        }

        local = date.ToDateTime(time);
        return true;
    }

    // Digits beyond a tick are cut off, as pydantic cuts those beyond a microsecond.
    private static bool TryClock(ReadOnlySpan<char> text, out TimeOnly time)
    {
        time = default;
        var point = text.IndexOfAny('.', ',');
        var fraction = 0L;
        if (point >= 0)
        {
            var digits = text[(point + 1)..];
            if (point != 8 || digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }

            for (var i = 0; i < FractionDigits; i++)
            {
                fraction = (10 * fraction) + (i < digits.Length ? digits[i] - '0' : 0);
            }

            text = text[..point];
        }

        if (!TimeOnly.TryParseExact(text, text.Length == 5 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var whole))
        {
            return false;
        }

        time = new TimeOnly(whole.Ticks + fraction);
        return true;
    }

    // Z, +01:00, +0100, +01; .NET's offsets end at 14 hours.
    private static bool TryOffset(ReadOnlySpan<char> text, out TimeSpan offset)
    {
        offset = default;
        if (text is "Z" or "z")
        {
            return true;
        }

        var digits = text[1..];
        var minutes = 0;
        if (digits.Length is 4 or 5)
        {
            if (!Pair(digits[^2..], 59, out minutes) || (digits.Length == 5 && digits[2] != ':'))
            {
                return false;
            }
        }
        else if (digits.Length != 2)
        {
            return false;
        }

        if (!Pair(digits[..2], 14, out var hours) || (hours == 14 && minutes > 0))
        {
            return false;
        }

        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Pair(ReadOnlySpan<char> digits, int most, out int value) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most;
}
