using System.Globalization;

namespace Penstock.Bench;

/// <summary>Markdown tables on standard output, with the goals of the project beside what was measured.</summary>
internal static class Report
{
    public static void Workload(Workload workload, IReadOnlyList<Row> rows, double rate)
    {
        Line($"\n### {workload.Title}: {workload.SyntheticModel}\n");
        Line($"| system | p50 µs, 1 conn. | p99 | added p50 | added p99 | p50 µs at {rate:0}/s | p99 | calls/s, 16 conn. | 64 conn. | CPU µs/call, 16 conn. | × bare | CPU µs/call at {rate:0}/s | × bare | RSS MB | failed |");
        Line("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var row in rows)
        {
            var all = row.All;
            var server = row.Direct is not null;

            // An open loop that could not send in time measures its own queue: say so instead of hiding it.
            var late = all.Paced.PerSecond < 0.9 * rate ? $" (only {all.Paced.PerSecond:0}/s)" : "";
            Line(string.Join(" | ",
                $"| {row.System}",
                Number(all.One.Microseconds(0.5)),
                Number(all.One.Microseconds(0.99)),
                Number(row.AddedP50),
                Number(row.AddedP99),
                Number(all.Paced.Microseconds(0.5)) + late,
                Number(all.Paced.Microseconds(0.99)),
                Number(all.Sixteen.PerSecond),
                Number(all.SixtyFour.PerSecond),
                server ? Number(all.Sixteen.ServerCpuPerCall) : $"(upstream {Number(all.Sixteen.UpstreamCpuPerCall)})",
                Ratio(row.CpuRatio),
                server ? Number(all.Paced.ServerCpuPerCall) : $"(upstream {Number(all.Paced.UpstreamCpuPerCall)})",
                Ratio(row.PacedCpuRatio),
                server ? Number(row.ResidentKilobytes / 1024.0) : "",
                $"{row.Failed}{(row.Failure is null ? "" : $" ({row.Failure})")} |"));
        }
    }

    public static void Goals(IReadOnlyList<Row> rows)
    {
        Line("\n### Goals\n\n| goal for Penstock | worst | best | verdict |\n|---|--:|--:|---|");
        var own = rows.Where(row => row.System == "penstock").ToArray();
        if (own.Length == 0)
        {
            Line("| (Penstock was not measured) | | | |");
            return;
        }

        Goal("CPU per call ≤ 2 × bare proxy, 16 connections", row => row.CpuRatio, 2);
        Goal("CPU per call ≤ 2 × bare proxy, fixed rate", row => row.PacedCpuRatio, 2);
        Goal("added p50 ≤ 100 µs over direct, 1 connection", row => row.AddedP50, 100);

        void Goal(string title, Func<Row, double> value, double limit)
        {
            var (worst, best) = (own.MaxBy(value)!, own.MinBy(value)!);
            var missed = own.Count(row => !(value(row) <= limit));
            Line($"| {title} | {value(worst):0.##} ({worst.Workload.Title}) | {value(best):0.##} ({best.Workload.Title}) | {(missed == 0 ? "met" : $"missed in {missed} of {own.Length}")} |");
        }
    }

    public static void Line(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));

    public static void Line(string line) => Console.WriteLine(line);

    private static string Number(double value) =>
        double.IsNaN(value) ? "" : value.ToString(Math.Abs(value) < 10 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Ratio(double value) => double.IsNaN(value) ? "" : value.ToString("0.00", CultureInfo.InvariantCulture);
}
