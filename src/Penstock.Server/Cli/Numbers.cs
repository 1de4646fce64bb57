using System.Globalization;

namespace Penstock.Server.Cli;

/// <summary>Numbers and times as the command line writes them; null for what is none.</summary>
internal static class Numbers
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("", 1)];

    /// <summary>Digits only.</summary>
    public static int? Whole(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Above zero and finite.</summary>
    public static double? Positive(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 1e9 ? number : null;

    /// <summary><c>10</c>, <c>1.5s</c>, <c>500ms</c>, <c>2m</c>: at most a day.</summary>
    public static TimeSpan? Time(string text)
    {
        var (suffix, unit) = Units.First(unit => text.EndsWith(unit.Suffix, StringComparison.Ordinal));
        var isNumber = double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number);
        return isNumber && number * unit <= 86_400 ? TimeSpan.FromSeconds(number * unit) : null;
    }
}
