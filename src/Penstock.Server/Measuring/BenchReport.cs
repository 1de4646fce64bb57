using System.Text.Json.Nodes;
using Penstock.Server.Cli;

namespace Penstock.Server.Measuring;

/// <summary>What a run came to.</summary>
internal sealed record BenchReport(string Model, string Url, LoadPlan Plan, LoadCounts Counts, TimeSpan Elapsed, long BodyBytes, bool Interrupted)
{
    private static readonly (string Name, double Share)[] Percentiles = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999)];

    private double Seconds => Math.Max(1e-9, Elapsed.TotalSeconds);

    private long Sent => Counts.Begun * BodyBytes;

    /// <summary>For programs: times in milliseconds.</summary>
    public JsonObject ToJson()
    {
        var report = new JsonObject
        {
            ["model"] = Model,
            ["url"] = Url,
            ["loop"] = Plan.Rate is null ? "closed" : "open",
            ["connections"] = Plan.Connections,
            ["rate_per_second"] = Plan.Rate,
            ["elapsed_seconds"] = Math.Round(Elapsed.TotalSeconds, 3),
            ["calls"] = Counts.Calls,
            ["succeeded"] = Counts.Latency.Count,
            ["failed"] = Counts.ErrorCount,
            ["unfinished"] = Counts.Unfinished,
            ["errors"] = new JsonObject(Counts.Errors.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
            ["throughput_per_second"] = Math.Round(Counts.Latency.Count / Seconds, 2),
            ["latency_ms"] = Times(Counts.Latency),
            ["bytes_sent"] = Sent,
            ["bytes_received"] = Counts.Received,
            ["interrupted"] = Interrupted,
        };
        if (Plan.Rate is not null)
        {
            report["begun_late_ms"] = Times(Counts.Late);
        }

        return report;
    }

    /// <summary>For people.</summary>
    public void Print(Terminal terminal)
    {
        var output = terminal.Out;
        var loop = Plan.Rate is { } rate ? $"open loop at {Amounts.Count(rate)}/s, up to {Plan.Connections} connections" : $"closed loop, {Plan.Connections} {(Plan.Connections == 1 ? "connection" : "connections")}";
        output.WriteLine($"{terminal.Bold(Model)} at {Url}, {loop}, {Amounts.Time(Elapsed)}{(Interrupted ? ", interrupted" : "")}");
        output.WriteLine($"  answered    {Amounts.Count(Counts.Latency.Count)}  ({Amounts.Count(Counts.Latency.Count / Seconds)}/s)");
        output.WriteLine($"  failed      {Amounts.Count(Counts.ErrorCount)}{string.Concat(Counts.Errors.Select(pair => $"  {pair.Key}: {Amounts.Count(pair.Value)}"))}");
        if (Counts.Unfinished > 0)
        {
            output.WriteLine($"  unfinished  {Amounts.Count(Counts.Unfinished)}");
        }

        output.WriteLine($"  latency     {Line(Counts.Latency)}");
        if (Plan.Rate is not null)
        {
            output.WriteLine($"  begun late  {Line(Counts.Late)}  (by this client; latency includes it)");
        }

        output.WriteLine($"  bodies      sent {Amounts.Bytes(Sent)} ({Amounts.Bytes(Sent / Seconds)}/s), received {Amounts.Bytes(Counts.Received)} ({Amounts.Bytes(Counts.Received / Seconds)}/s)");
        output.Flush();
    }

    private static string Line(LatencyHistogram times) =>
        string.Join("  ", Percentiles.Select(percentile => $"{percentile.Name} {Amounts.Time(times.Percentile(percentile.Share))}").Append($"max {Amounts.Time(times.Max)}"));

    private static JsonObject Times(LatencyHistogram times)
    {
        var json = new JsonObject(Percentiles.Select(percentile => KeyValuePair.Create(percentile.Name, (JsonNode?)Milliseconds(times.Percentile(percentile.Share)))))
        {
            ["max"] = Milliseconds(times.Max),
            ["mean"] = Milliseconds(times.Mean),
        };
        return json;
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 4);
}
