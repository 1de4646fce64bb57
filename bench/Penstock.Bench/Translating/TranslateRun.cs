namespace Penstock.Bench.Translating;

/// <summary>What it costs that a provider speaks another dialect than the client: the same call, answered by a provider of either, in turns.</summary>
internal static class TranslateRun
{
    private const double MostRatio = 2.5;
    private const double MostAddedTtft = 1.0;
    private const int Streams = 100;
    private const int Events = 20;
    private const int Pace = 50;

    /// <summary>The streams whose first event is waited for.</summary>
    public static Workload Paced { get; } = new(Stream: true, Bytes: 300) { Paced = $"{Events}:300:{Pace}" };

    public static async Task<int> RunAsync(BenchOptions options)
    {
        await using var stand = await Stand.StartAsync(options with { Systems = ["penstock"] }, paced: false);
        if (stand.Targets.Count < 2)
        {
            return 3;
        }

        var penstock = stand.Targets[1];
        var workloads = Workload.All.Where(w => options.Only is null || w.Title.Contains(options.Only, StringComparison.Ordinal)).ToArray();
        var failed = false;
        var worst = 0.0;
        foreach (var pair in Pair.All)
        {
            Report.Line($"\n### {pair.Title}\n");
            Report.Line("| workload | CPU µs/call, 16 conn.: same | translated | × | calls/s: same | translated | added p50 µs, 1 conn.: same | translated | failed |\n|---|--:|--:|--:|--:|--:|--:|--:|---|");
            foreach (var workload in workloads)
            {
                var row = Measure(pair, workload, stand.Direct, penstock, options);
                failed |= row.Failure is not null;
                worst = pair == Pair.All[0] ? Math.Max(worst, row.Ratio) : worst;
                Report.Line($"| {workload.Title} | {row.Same.Sixteen.ServerCpuPerCall:0.0} | {row.Translated.Sixteen.ServerCpuPerCall:0.0} | **{row.Ratio:0.00}** | {row.Same.Sixteen.PerSecond:0} | {row.Translated.Sixteen.PerSecond:0} | {row.Added(row.Same):0} | {row.Added(row.Translated):0} | {row.Failed}{(row.Failure is null ? "" : $" ({row.Failure})")} |");
            }
        }

        var added = options.Only is null || options.Only == "ttft" ? Ttft(stand.Direct, penstock, options, ref failed) : double.NaN;
        Report.Line($"\nGoal, {Pair.All[0].Title}: CPU at most {MostRatio} × the same dialect's: {worst:0.00} at worst, {(worst <= MostRatio ? "met" : "missed")}.");
        Report.Line($"Goal: added time to first token p50 at most {MostAddedTtft} ms at {Streams} streams: {added:0.00} ms, {(added <= MostAddedTtft ? "met" : "missed or not measured")}.");
        return failed || stand.Incomplete ? 3 : 0;
    }

    private static TranslateRow Measure(Pair pair, Workload workload, Target direct, Target penstock, BenchOptions options)
    {
        var scale = options.Quick ? 0.4 : 1.0;
        var works = new[] { pair.Work(direct, pair.Client, workload), pair.Work(penstock, pair.Client, workload), pair.Work(penstock, pair.Provider, workload) };
        var failure = works.Select(work => Whole.Failure(work, workload)).FirstOrDefault(why => why is not null);
        var rounds = works.Select(_ => new List<(Sample One, Sample Sixteen)>()).ToArray();
        var random = new Random(options.Seed);
        if (failure is null)
        {
            Array.ForEach(works[1..], work => Load.Closed(work, 16, TimeSpan.FromSeconds(options.Quick ? 0.5 : 1.5)));
            for (var round = 0; round < (options.Rounds ?? 3); round++)
            {
                var order = Enumerable.Range(0, works.Length).ToArray();
                random.Shuffle(order);
                foreach (var i in order)
                {
                    Load.Closed(works[i], 1, TimeSpan.FromSeconds(0.1));
                    rounds[i].Add((Load.Closed(works[i], 1, TimeSpan.FromSeconds(0.5 * scale)), Load.Closed(works[i], 16, TimeSpan.FromSeconds((i == 0 ? 0.1 : 1.0) * scale))));
                }
            }
        }

        var all = rounds.Select(turns => (Sample.Merge([.. turns.Select(turn => turn.One)]), Sample.Merge([.. turns.Select(turn => turn.Sixteen)]))).ToArray();
        return new TranslateRow(all[0], all[1], all[2], failure);
    }

    private static double Ttft(Target direct, Target penstock, BenchOptions options, ref bool failed)
    {
        var workload = Paced;
        Report.Line($"\n### Time to first token, {Streams} streams at once, {Events} events of 300 bytes each, one every {Pace} ms\n");
        Report.Line("| pair | direct p50 ms | p99 | same dialect p50 | p99 | translated p50 | p99 | added to direct: same p50 | translated p50 | translated p99 | streams | failed |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|");
        var goal = double.NaN;
        var random = new Random(options.Seed);
        foreach (var pair in Pair.All)
        {
            var works = new[] { pair.Work(direct, pair.Client, workload), pair.Work(penstock, pair.Client, workload), pair.Work(penstock, pair.Provider, workload) };
            var turns = works.Select(_ => new List<TtftSample>()).ToArray();
            foreach (var work in works)
            {
                TtftPhase.Run(work, Streams, 1, Events, TimeSpan.FromMilliseconds(Events * Pace));
            }

            for (var round = 0; round < (options.Rounds ?? (options.Quick ? 1 : 3)); round++)
            {
                var order = Enumerable.Range(0, works.Length).ToArray();
                random.Shuffle(order);
                foreach (var i in order)
                {
                    turns[i].Add(TtftPhase.Run(works[i], Streams, 3, Events, TimeSpan.FromMilliseconds(Events * Pace)));
                }
            }

            var all = turns.Select(TtftSample.Merge).ToArray();
            var bad = all.FirstOrDefault(sample => sample.Failed > 0);
            failed |= bad is not null;
            var added = all[2].Milliseconds(0.5) - all[0].Milliseconds(0.5);
            goal = double.IsNaN(goal) ? added : goal;
            Report.Line($"| {pair.Title} | {all[0].Milliseconds(0.5):0.00} | {all[0].Milliseconds(0.99):0.00} | {all[1].Milliseconds(0.5):0.00} | {all[1].Milliseconds(0.99):0.00} | {all[2].Milliseconds(0.5):0.00} | {all[2].Milliseconds(0.99):0.00} | {all[1].Milliseconds(0.5) - all[0].Milliseconds(0.5):0.00} | **{added:0.00}** | {all[2].Milliseconds(0.99) - all[0].Milliseconds(0.99):0.00} | {all[2].Times.Length} | {all.Sum(sample => sample.Failed)} {bad?.Failure} |");
        }

        return goal;
    }
}
