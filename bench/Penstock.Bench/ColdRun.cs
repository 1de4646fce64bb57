namespace Penstock.Bench;

/// <summary>From just before the process is started to the end of its first answered call, several times, in turns.</summary>
internal static class ColdRun
{
    public static async Task<int> RunAsync(BenchOptions options)
    {
        using var scratch = new Scratch();
        var systems = new Systems(options, scratch.Folder);
        await using var upstream = systems.StartUpstream(out var port, paced: false);
        var times = options.Systems.Where(name => name != "direct").ToDictionary(name => name, _ => new List<double>());
        var complete = true;
        systems.Start("direct", upstream, port)!.WaitUntilReady(Workload.All[0], TimeSpan.FromSeconds(20));
        for (var start = 0; start < options.Cold; start++)
        {
            foreach (var (name, taken) in times)
            {
                if (systems.Start(name, upstream, port) is not { } target)
                {
                    continue;
                }

                await using (target)
                {
                    try
                    {
                        taken.Add((target.WaitUntilReady(Workload.All[0], TimeSpan.FromSeconds(30)) - target.Server!.StartedAt) / 1e6);
                    }
                    catch (NotReadyException e)
                    {
                        Console.Error.WriteLine(e.Message);
                        complete = false;
                    }
                }
            }
        }

        Report.Line("\n### Time from process start to the first answered call, ms (a fresh data folder each time)\n");
        Report.Line("| system | starts | least | median | most |\n|---|--:|--:|--:|--:|");
        foreach (var (name, taken) in times.Where(pair => pair.Value.Count > 0))
        {
            taken.Sort();
            Report.Line($"| {name} | {taken.Count} | {taken[0]:0} | {taken[taken.Count / 2]:0} | {taken[^1]:0} |");
        }

        Report.Line("\nGoal for Penstock: < 1500 ms.");
        return complete ? 0 : 3;
    }
}
