namespace Penstock.Bench;

/// <summary>What a phase measured: latencies in nanoseconds (sorted), wall time, CPU time of the serving process and of the upstream.</summary>
internal sealed record Sample(long[] Latencies, long Elapsed, long ServerCpu, long UpstreamCpu, int Failed, string? Failure)
{
    public double Microseconds(double quantile) =>
        Latencies.Length == 0 ? double.NaN : Latencies[(int)Math.Min(Latencies.Length - 1, quantile * Latencies.Length)] / 1000.0;

    public double PerSecond => Latencies.Length / (Elapsed / 1e9);

    public double ServerCpuPerCall => ServerCpu / 1000.0 / Math.Max(1, Latencies.Length);

    public double UpstreamCpuPerCall => UpstreamCpu / 1000.0 / Math.Max(1, Latencies.Length);

    /// <summary>Rounds of the same phase become one sample.</summary>
    public static Sample Merge(IReadOnlyList<Sample> rounds)
    {
        var all = rounds.SelectMany(round => round.Latencies).ToArray();
        Array.Sort(all);
        return new Sample(
            all,
            rounds.Sum(round => round.Elapsed),
            rounds.Sum(round => round.ServerCpu),
            rounds.Sum(round => round.UpstreamCpu),
            rounds.Sum(round => round.Failed),
            rounds.Select(round => round.Failure).FirstOrDefault(failure => failure is not null));
    }
}
