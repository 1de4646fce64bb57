namespace Penstock.Bench.Governing;

/// <summary>What governance costs a call: two servers of one build, one with limits and budgets on every call and one without, in turns.</summary>
internal static class GovernanceRun
{
    private const double MostAdded = 15;

    // A server's compiler decides otherwise each time it is started: that makes some microseconds.
    private const int Starts = 3;

    // Until what was called is in the database, too: entries are carried there every 200 ms.
    private static readonly TimeSpan Carried = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(25);

    public static async Task<int> RunAsync(BenchOptions options)
    {
        var workloads = Workload.All.Where(w => options.Only is null ? w.Bytes <= 1000 : w.Title.Contains(options.Only, StringComparison.Ordinal)).ToArray();
        var (all, quick) = (workloads.Select(_ => new List<Pair>()).ToArray(), workloads.Select(_ => new List<Pair>()).ToArray());
        for (var start = 0; start < (options.Quick ? 1 : Starts); start++)
        {
            if (await MeasureAsync(options, workloads) is not { } rounds)
            {
                return 3;
            }

            for (var at = 0; at < workloads.Length; at++)
            {
                // Of the rounds the third in which both servers together were quickest: others use the machine, too, and what they do to its caches is no cost
                // of governance. Which of the two was the quicker one plays hardly a part in that.
                all[at].AddRange(rounds[at]);
                quick[at].AddRange(rounds[at].OrderBy(round => round.Free.ServerCpuPerCall + round.Governed.ServerCpuPerCall).Take((rounds[at].Count + 2) / 3));
            }
        }

        Report.Line("\n### 12 limits and 4 budgets on each call, 16 connections\n");
        Report.Line("| workload | CPU µs/call: free | governed | added | all rounds: added | quarter of them | three quarters | calls: free | governed | failed |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|---|");
        var (worst, failed) = (double.NegativeInfinity, 0);
        for (var at = 0; at < workloads.Length; at++)
        {
            var (added, every) = (Sorted(quick[at].Select(round => round.Added)), Sorted(all[at].Select(round => round.Added)));
            var (free, governed) = (Sample.Merge([.. all[at].Select(round => round.Free)]), Sample.Merge([.. all[at].Select(round => round.Governed)]));
            worst = Math.Max(worst, Middle(added));
            failed += free.Failed + governed.Failed;
            Report.Line(
                $"| {workloads[at].Title} | {Middle(Sorted(quick[at].Select(round => round.Free.ServerCpuPerCall))):0.0} | {Middle(Sorted(quick[at].Select(round => round.Governed.ServerCpuPerCall))):0.0} | **{Middle(added):0.0}** "
                + $"| {Middle(every):0.0} | {every[every.Length / 4]:0.0} | {every[3 * every.Length / 4]:0.0} | {free.Latencies.Length} | {governed.Latencies.Length} | {free.Failed + governed.Failed} {free.Failure ?? governed.Failure} |");
        }

        Report.Line($"\nGoal: at most {MostAdded} µs of CPU a call: {worst:0.0} µs at worst, {(worst <= MostAdded ? "met" : "missed")}.");
        return failed > 0 ? 3 : 0;
    }

    // Of two servers that were just started, and warmed up: the rounds of each workload; null when they did not start.
    private static async Task<List<Pair>[]?> MeasureAsync(BenchOptions options, Workload[] workloads)
    {
        await using var stand = await Stand.StartAsync(options with { Systems = ["penstock", Governed.System] }, paced: false);
        if (stand.Targets.Count < 3)
        {
            return null;
        }

        // Until the compilers of .NET have seen everything twice; the first time it takes them about a minute of two processors for two servers.
        Target[] both = [stand.Targets[1], stand.Targets[2]];
        foreach (var workload in workloads)
        {
            var warm = TimeSpan.FromSeconds(options.Quick ? 1 : workload == workloads[0] ? 30 : 5);
            Array.ForEach(both, target => Load.Closed(target, workload, 16, warm));
        }

        // All workloads in each round, so that each is measured over the whole time.
        var random = new Random(options.Seed);
        var rounds = workloads.Select(_ => new List<Pair>()).ToArray();
        for (var round = 0; round < (options.Rounds ?? (options.Quick ? 6 : 15)); round++)
        {
            for (var at = 0; at < workloads.Length; at++)
            {
                var (free, governed) = (both[0].Work(workloads[at]), both[1].Work(workloads[at]));
                var governedFirst = random.Next(2) == 0;
                var (first, second) = governedFirst ? Load.InTurns(governed, free, 16, Round, Turn, Carried) : Load.InTurns(free, governed, 16, Round, Turn, Carried);
                rounds[at].Add(governedFirst ? new Pair(second, first) : new Pair(first, second));
            }
        }

        return rounds;
    }

    private static double Middle(double[] sorted) => sorted[sorted.Length / 2];

    private static double[] Sorted(IEnumerable<double> figures) => [.. figures.Order()];

    private sealed record Pair(Sample Free, Sample Governed)
    {
        public double Added => Governed.ServerCpuPerCall - Free.ServerCpuPerCall;
    }
}
