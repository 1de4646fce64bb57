using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Dialects.Predict.Temporal;

/// <summary>Spans of time: <c>PT1H</c> (ISO 8601), <c>01:00:00</c>, <c>1 day</c>, <c>3 days, 01:00</c>, each with a sign or none.</summary>
internal static partial class DurationText
{
    private const int Longest = 64;

    /// <summary>Reads a text.</summary>
    internal static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        if (text.Length > Longest)
        {
            return false;
        }

        var match = Iso().Match(text);
        if (!match.Success || text.EndsWith('T') || text.EndsWith('P'))
        {
            match = Clock().Match(text);
        }

        if (!match.Success || (match.Groups["d"].Length == 0 && !Units(match)))
        {
            return false;
        }

        var seconds = (Number(match, "y") * 365 * 86400) + (Number(match, "mo") * 30 * 86400) + (Number(match, "w") * 7 * 86400)
            + (Number(match, "d") * 86400) + (Number(match, "h") * 3600) + (Number(match, "m") * 60) + Number(match, "s");
        return TryConvert(match.Groups["sign"].ValueSpan is "-" ? -seconds : seconds, out value);
    }

    /// <summary>The span of a number of seconds; false beyond what .NET holds (10 million days).</summary>
    internal static bool TryConvert(decimal seconds, out TimeSpan value)
    {
        value = default;
        if (Math.Abs(seconds) >= TimeSpan.MaxValue.Ticks / TimeSpan.TicksPerSecond)
        {
            return false;
        }

        value = TimeSpan.FromTicks(decimal.ToInt64(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    private static bool Units(Match match) => match.Groups.Values.Skip(1).Any(group => group.Name != "sign" && group.Length > 0);

    // Up to 64 characters: more digits than a decimal holds are too much for any span.
    private static decimal Number(Match match, string unit) => match.Groups[unit] switch
    {
        { Length: 0 } => 0,
        { Length: > 18 } => TimeSpan.MaxValue.Ticks,
        var group => decimal.Parse(group.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(
        @"^(?<sign>[+-]?)P(?:(?<y>[0-9]+)Y)?(?:(?<mo>[0-9]+)M)?(?:(?<w>[0-9]+)W)?(?:(?<d>[0-9]+(?:\.[0-9]+)?)D)?"
            + @"(?:T(?:(?<h>[0-9]+(?:\.[0-9]+)?)H)?(?:(?<m>[0-9]+(?:\.[0-9]+)?)M)?(?:(?<s>[0-9]+(?:\.[0-9]+)?)S)?)?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Iso();

    [GeneratedRegex(
        @"^(?<sign>[+-]?)(?:(?<d>[0-9]+) ?(?:days?|d),? ?)?(?:(?<h>[0-9]{1,2}):(?<m>[0-5][0-9])(?::(?<s>[0-5][0-9](?:\.[0-9]{1,9})?))?)?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Clock();
}
