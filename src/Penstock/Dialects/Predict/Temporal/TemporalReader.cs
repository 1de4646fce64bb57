using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Xml;

namespace Penstock.Dialects.Predict.Temporal;

/// <summary>
/// Reads dates, times and spans by pydantic's lax table and gives them as ISO 8601 texts. When it is strict, only such texts are
/// taken, as pydantic takes them in JSON.
/// </summary>
internal static class TemporalReader
{
    private const int Longest = 64;

    /// <summary>A date: one, a date and time at midnight, or an instant since 1970 at midnight UTC.</summary>
    internal static Fault? Date(ref Utf8JsonReader reader, bool strict, out string text)
    {
        text = "";
        if (!Take(ref reader, strict, out var given))
        {
            return IsText(ref reader, strict) ? Fault.DateFromDateTime : Fault.DateType;
        }

        if (reader.TokenType == JsonTokenType.String && IsoText.TryDate(given, out var date))
        {
            text = Show(date);
            return null;
        }

        if (strict)
        {
            return Fault.DateParsing;
        }

        if (!Epoch.TryParse(given, out var local) && !IsoText.TryDateTime(given, out local, out _))
        {
            return Fault.DateFromDateTime;
        }

        text = Show(DateOnly.FromDateTime(local));
        return local.TimeOfDay == TimeSpan.Zero ? null : Fault.DateInexact;
    }

    /// <summary>A date and time; an instant since 1970 is in UTC.</summary>
    /// <param name="reader">Stands at the value.</param>
    /// <param name="strict">Whether only texts are taken.</param>
    /// <param name="type">The C# type it is for: a <see cref="DateTime"/> has no offset, and is in UTC where one was given.</param>
    /// <param name="needsOffset">Whether one that has no offset is in UTC.</param>
    /// <param name="text">The value.</param>
    internal static Fault? DateTime(ref Utf8JsonReader reader, bool strict, Type? type, bool needsOffset, out string text)
    {
        text = "";
        if (!Take(ref reader, strict, out var given))
        {
            return IsText(ref reader, strict) ? Fault.DateTimeFromDate : Fault.DateTimeType;
        }

        TimeSpan? offset = TimeSpan.Zero;
        if (strict || !Epoch.TryParse(given, out var local))
        {
            if (!IsoText.TryDateTime(given, out local, out offset))
            {
                return strict ? Fault.DateTimeParsing : Fault.DateTimeFromDate;
            }
        }

        if (offset is { } ahead && (type is not null || ahead == TimeSpan.Zero))
        {
            // What lies before the year 1 or after 9999 in UTC cannot be held.
            var ticks = local.Ticks - ahead.Ticks;
            if (ticks < 0 || ticks > System.DateTime.MaxValue.Ticks)
            {
                return strict ? Fault.DateTimeParsing : Fault.DateTimeFromDate;
            }

            if (type == typeof(DateTime))
            {
                (local, offset) = (new DateTime(ticks), TimeSpan.Zero);
            }
        }

        offset ??= needsOffset ? TimeSpan.Zero : null;
        text = local.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + Show(offset);
        return null;
    }

    /// <summary>A time of day, or the seconds since midnight.</summary>
    internal static Fault? Time(ref Utf8JsonReader reader, bool strict, out string text)
    {
        text = "";
        if (!Take(ref reader, strict, out var given))
        {
            return IsText(ref reader, strict) ? Fault.TimeParsing : Fault.TimeType;
        }

        TimeSpan? offset = null;
        if (!strict && Seconds(given) is { } seconds)
        {
            if (seconds is < 0 or >= 86400)
            {
                return Fault.TimeParsing;
            }

            text = Show(new TimeOnly(decimal.ToInt64(seconds * TimeSpan.TicksPerSecond)));
            return null;
        }

        if (!IsoText.TryTime(given, out var time, out offset))
        {
            return Fault.TimeParsing;
        }

        text = Show(time);
        return offset is { Ticks: not 0 } ? Fault.TimeOffset : null;
    }

    /// <summary>A span of time, or its seconds.</summary>
    internal static Fault? Duration(ref Utf8JsonReader reader, bool strict, out string text)
    {
        text = "";
        if (!Take(ref reader, strict, out var given))
        {
            return IsText(ref reader, strict) ? Fault.DurationParsing : Fault.DurationType;
        }

        var fits = reader.TokenType == JsonTokenType.Number
            ? DurationText.TryConvert(Seconds(given) ?? decimal.MaxValue, out var value)
            : DurationText.TryParse(given, out value);
        text = fits ? XmlConvert.ToString(value) : "";
        return fits ? null : Fault.DurationParsing;
    }

    // The text of a string, or of a number where that is taken; false for what is neither, and for what is no text.
    private static bool Take(ref Utf8JsonReader reader, bool strict, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (reader.ValueSpan.Length > Longest || !IsText(ref reader, strict))
        {
            return false;
        }

        try
        {
            text = reader.TokenType == JsonTokenType.String ? reader.GetString()!.Trim() : Plain(ref reader);
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool IsText(ref Utf8JsonReader reader, bool strict) =>
        reader.TokenType == JsonTokenType.String || (reader.TokenType == JsonTokenType.Number && !strict);

    // A number may have an exponent, which a text of one may not.
    private static string Plain(ref Utf8JsonReader reader) =>
        reader.TryGetDecimal(out var number) ? number.ToString(CultureInfo.InvariantCulture) : "";

    private static decimal? Seconds(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Show(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Show(TimeOnly time) => time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    private static string Show(TimeSpan? offset) => offset switch
    {
        null => "",
        { Ticks: 0 } => "Z",
        { } given => (given < TimeSpan.Zero ? "-" : "+") + given.ToString("hh':'mm", CultureInfo.InvariantCulture),
    };
}
