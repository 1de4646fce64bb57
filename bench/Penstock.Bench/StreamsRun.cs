using System.Globalization;

namespace Penstock.Bench;

/// <summary>Many paced streams at once: every numbered event and the terminal event must arrive, in order.</summary>
internal static class StreamsRun
{
    public static Workload Paced(BenchOptions options) => new(Stream: true, Bytes: 300) { Paced = options.StreamShape };

    public static async Task<int> RunAsync(BenchOptions options)
    {
        await using var stand = await Stand.StartAsync(options, paced: true);
        var workload = Paced(options);
        var shape = options.StreamShape.Split(':').Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var lost = false;
        Report.Line($"\n### {options.Streams} concurrent streams of {shape[0]} events, one every {shape[2]} ms\n");
        Report.Line("| system | whole streams | events | out of order | first event p50 ms | p99 | slowest stream s (ideal) | CPU s | RSS MB during | failure |");
        Report.Line("|---|--:|--:|--:|--:|--:|--:|--:|--:|---|");
        foreach (var target in stand.Targets)
        {
            target.WaitUntilReady(workload with { Paced = null }, TimeSpan.FromSeconds(20));
            var cpu = target.ServerCpu();
            var request = target.Request(workload);
            using var gate = new SemaphoreSlim(64);
            var streams = Enumerable.Range(0, options.Streams).Select(_ => new StreamClient(target.Port(workload), shape[0])).ToArray();
            var running = Task.WhenAll(streams.Select(stream => stream.RunAsync(request, gate)));
            long resident = 0;
            while (await Task.WhenAny(running, Task.Delay(250)) != running)
            {
                resident = Math.Max(resident, target.Server?.ResidentKilobytes() ?? 0);
            }

            var whole = streams.Count(stream => stream.Failure is null);
            var first = streams.Select(stream => stream.FirstByte / 1e6).Order().ToArray();
            lost |= whole < options.Streams;
            Report.Line($"| {target.Name} | {whole} of {options.Streams} | {streams.Sum(s => (long)s.Events.InOrder)} of {(long)options.Streams * shape[0]} | {streams.Sum(s => (long)s.Events.OutOfOrder)} | {first[first.Length / 2]:0.0} | {first[first.Length * 99 / 100]:0.0} | {streams.Max(s => s.Duration) / 1e9:0.00} ({(shape[0] + 2) * shape[2] / 1000.0:0.00}) | {(target.ServerCpu() - cpu) / 1e9:0.00} | {resident / 1024.0:0} | {streams.Select(s => s.Failure).FirstOrDefault(f => f is not null)} |");
        }

        Report.Line("\nGoal: 1,000 concurrent streams with no loss.");
        return lost || stand.Incomplete ? 3 : 0;
    }
}
