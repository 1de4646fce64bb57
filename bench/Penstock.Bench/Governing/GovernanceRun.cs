namespace Penstock.Bench.Governing;

/// <summary>What governance costs a call: two servers of one build, one with limits and budgets on every call and one without, in turns.</summary>
internal static class GovernanceRun
{
    private const double MostAdded = 15;

    // Until what was called is in the database, too: entries are carried there every 200 ms.
    private static readonly TimeSpan Carried = TimeSpan.FromMilliseconds(400);

    public static async Task<int> RunAsync(BenchOptions options)
    {
        await using var stand = await Stand.StartAsync(options with { Systems = ["penstock", Governed.System] }, paced: false);
        if (stand.Targets.Count < 3)
        {
            return 3;
        }

        Target[] both = [stand.Targets[1], stand.Targets[2]];
        var workloads = Workload.All.Where(w => options.Only is null ? w.Bytes <= 1000 : w.Title.Contains(options.Only, StringComparison.Ordinal)).ToArray();
        var seconds = options.Quick ? 0.5 : 1;
        var random = new Random(options.Seed);
        Report.Line("\n### 12 limits and 4 budgets on each call, 16 connections\n");
        Report.Line("| workload | CPU µs/call: free | governed | added | quarter of the rounds | three quarters | calls/s: free | governed | failed |\n|---|--:|--:|--:|--:|--:|--:|--:|---|");
        var (worst, failed) = (double.NegativeInfinity, 0);
        foreach (var workload in workloads)
        {
            // Until the compilers of .NET have seen everything twice; the first time it takes them about a minute of two processors for two servers.
            var warm = TimeSpan.FromSeconds(options.Quick ? 1 : workload == workloads[0] ? 30 : 5);
            Array.ForEach(both, target => Load.Closed(target, workload, 16, warm));
            var rounds = both.Select(_ => new List<Sample>()).ToArray();
            for (var round = 0; round < (options.Rounds ?? (options.Quick ? 5 : 21)); round++)
            {
                int[] order = [0, 1];
                random.Shuffle(order);
                foreach (var i in order)
                {
                    rounds[i].Add(Load.Closed(both[i], workload, 16, TimeSpan.FromSeconds(seconds), after: Carried));
                }
            }

            // The middle of the rounds: a machine that others use, too, is slow for a second now and then.
            var (free, governed) = (Sample.Merge(rounds[0]), Sample.Merge(rounds[1]));
            var cpu = rounds.Select(all => Sorted(all.Select(sample => sample.ServerCpuPerCall))).ToArray();
            var each = Sorted(rounds[0].Zip(rounds[1], (one, other) => other.ServerCpuPerCall - one.ServerCpuPerCall));
            var added = each[each.Length / 2];
            worst = Math.Max(worst, added);
            failed += free.Failed + governed.Failed;
            Report.Line($"| {workload.Title} | {cpu[0][each.Length / 2]:0.0} | {cpu[1][each.Length / 2]:0.0} | **{added:0.0}** | {each[each.Length / 4]:0.0} | {each[3 * each.Length / 4]:0.0} | {free.PerSecond:0} | {governed.PerSecond:0} | {free.Failed + governed.Failed} {free.Failure ?? governed.Failure} |");
        }

        Report.Line($"\nGoal: at most {MostAdded} µs of CPU a call: {worst:0.0} µs at worst, {(worst <= MostAdded ? "met" : "missed")}.");
        return failed > 0 ? 3 : 0;
    }

    private static double[] Sorted(IEnumerable<double> figures) => [.. figures.Order()];
}
