namespace Penstock.Bench;

/// <summary>The main table: every system under every workload, in turns, so that a noisy minute hurts all of them alike.</summary>
internal static class TableRun
{
    public static async Task<int> RunAsync(BenchOptions options)
    {
        await using var stand = await Stand.StartAsync(options, paced: false);
        var workloads = Workload.All.Where(w => options.Only is null || w.Title.Contains(options.Only, StringComparison.Ordinal)).ToArray();
        var random = new Random(options.Seed);
        var scale = options.Quick ? 0.4 : 1.0;
        var rounds = options.Rounds ?? (options.Quick ? 1 : 3);

        // Until the compilers of .NET have seen everything twice.
        foreach (var target in stand.Targets)
        {
            foreach (var workload in workloads)
            {
                Load.Closed(target, workload, 16, TimeSpan.FromSeconds(options.Quick ? 0.5 : 1.5));
            }
        }

        var rows = new List<Row>();
        foreach (var workload in workloads)
        {
            var measured = stand.Targets.ToDictionary(target => target.Name, _ => new List<Round>());
            for (var round = 0; round < rounds; round++)
            {
                var order = stand.Targets.ToArray();
                random.Shuffle(order);
                foreach (var target in order)
                {
                    measured[target.Name].Add(Measure(target, workload, options, scale));
                }
            }

            var direct = Row.Of(stand.Direct, workload, measured["direct"], null);
            var bare = stand.Targets.FirstOrDefault(target => target.Name == "bare") is { } one ? Row.Of(one, workload, measured["bare"], direct) : null;
            var these = stand.Targets.Select(target => Row.Of(target, workload, measured[target.Name], direct) with { Bare = bare }).ToArray();
            rows.AddRange(these);
            Report.Workload(workload, these, Rate(options, workload));
        }

        Report.Goals(rows);
        return stand.Incomplete || rows.Any(row => row.Failed > 0) ? 3 : 0;
    }

    private static Round Measure(Target target, Workload workload, BenchOptions options, double scale)
    {
        Load.Closed(target, workload, 1, TimeSpan.FromSeconds(0.1));
        return new Round(
            Load.Closed(target, workload, 1, TimeSpan.FromSeconds(0.7 * scale)),
            Load.Open(target, workload, 64, Rate(options, workload), TimeSpan.FromSeconds(1.5 * scale)),
            Load.Closed(target, workload, 16, TimeSpan.FromSeconds(1.0 * scale)),
            Load.Closed(target, workload, 64, TimeSpan.FromSeconds(0.7 * scale)));
    }

    private static double Rate(BenchOptions options, Workload workload) => workload.Bytes >= 100_000 ? options.Rate / 5.0 : options.Rate;
}
