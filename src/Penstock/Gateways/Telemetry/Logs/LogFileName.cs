using System.Globalization;
using System.Text.RegularExpressions;

namespace Penstock.Gateways.Telemetry.Logs;

/// <summary>The name of a rolling log file, <c>penstock-YYYYMMDD[-N].log</c>; ordered by day, then number.</summary>
internal readonly partial record struct LogFileName(DateOnly Day, int Number) : IComparable<LogFileName>
{
    /// <summary>The folder under a data folder.</summary>
    public static string Folder(string dataDirectory) => Path.Combine(dataDirectory, "logs");

    /// <summary>All log files in a folder, oldest first; none when there is no such folder.</summary>
    public static IReadOnlyList<LogFileName> In(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        return [.. Directory.EnumerateFiles(folder, "penstock-*.log").Select(static path => Parse(Path.GetFileName(path))).OfType<LogFileName>().Order()];
    }

    /// <inheritdoc/>
    public int CompareTo(LogFileName other) => (Day, Number).CompareTo((other.Day, other.Number));

    /// <summary>The file's name without a folder.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"penstock-{Day:yyyyMMdd}{(Number == 0 ? "" : "-" + Number.ToString(CultureInfo.InvariantCulture))}.log");

    private static LogFileName? Parse(string name)
    {
        var match = Pattern().Match(name);
        if (!match.Success) return null;
        if (!DateOnly.TryParseExact(match.Groups[1].ValueSpan, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return null;
        var number = match.Groups[2];
        return new LogFileName(day, number.Success ? int.Parse(number.ValueSpan, CultureInfo.InvariantCulture) : 0);
    }

    [GeneratedRegex(@"^penstock-([0-9]{8})(?:-([1-9][0-9]{0,8}))?\.log$")]
    private static partial Regex Pattern();
}
