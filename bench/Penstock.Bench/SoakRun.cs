namespace Penstock.Bench;

/// <summary>Many calls, half of them streamed; resident memory at the start and after every tenth.</summary>
internal static class SoakRun
{
    private const int Connections = 16;
    private const int Tenths = 10;

    public static async Task<int> RunAsync(BenchOptions options)
    {
        await using var stand = await Stand.StartAsync(options, paced: false);
        var failed = 0;
        Report.Line($"\n### {options.Soak} calls, {Connections} connections, half streamed, 1 kB: resident MB\n");
        Report.Line("| system | start | 10 % | 20 % | 30 % | 40 % | 50 % | 60 % | 70 % | 80 % | 90 % | 100 % | second half | calls/s | failed |");
        Report.Line("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var target in stand.Targets.Where(target => target.Server is not null))
        {
            var resident = new List<long> { target.Server!.ResidentKilobytes() };
            var samples = new List<Sample>();
            for (var tenth = 0; tenth < Tenths; tenth++)
            {
                foreach (var stream in new[] { false, true })
                {
                    samples.Add(Load.Closed(target, new Workload(stream, 1_000), Connections, TimeSpan.FromHours(6), options.Soak / Tenths / 2));
                }

                resident.Add(target.Server.ResidentKilobytes());
            }

            var all = Sample.Merge(samples);
            failed += all.Failed;
            Report.Line($"| {target.Name} | {string.Join(" | ", resident.Select(kilobytes => kilobytes / 1024))} | {(resident[^1] - resident[Tenths / 2]) / 1024.0:+0.0;-0.0;0} | {all.PerSecond:0} | {all.Failed}{(all.Failure is null ? "" : $" ({all.Failure})")} |");
        }

        Report.Line("\nGoal for Penstock: ≤ 150 MB after 1 M calls, and flat.");
        return failed > 0 || stand.Incomplete ? 3 : 0;
    }
}
