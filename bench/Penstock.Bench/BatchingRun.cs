using System.Globalization;
using System.Security.Cryptography;

namespace Penstock.Bench;

/// <summary>
/// The same ONNX file as two models of one server, with batching and without: calls a second at 64 callers, and what batching adds to the latency of
/// one caller. Rounds in turns, so that a noisy minute hurts both alike.
/// </summary>
internal static class BatchingRun
{
    private const int Hidden = 1024;
    private static readonly string[] Models = ["mlp-on", "mlp-off"];

    public static async Task<int> RunAsync(BenchOptions options)
    {
        using var scratch = new Scratch();
        if (Start(options, scratch.Folder) is not { } target)
        {
            Console.Error.WriteLine("penstock: not built here");
            return 3;
        }

        await using (target)
        {
            var workloads = Models.ToDictionary(model => model, Workload);
            foreach (var workload in workloads.Values)
            {
                target.WaitUntilReady(workload, TimeSpan.FromSeconds(60));
                Load.Closed(target, workload, 64, TimeSpan.FromSeconds(options.Quick ? 0.5 : 2));
                Load.Closed(target, workload, 1, TimeSpan.FromSeconds(options.Quick ? 0.5 : 2));
            }

            var seconds = options.Quick ? 0.5 : 1.5;
            var one = Models.ToDictionary(model => model, _ => new List<Sample>());
            var many = Models.ToDictionary(model => model, _ => new List<Sample>());
            var rounds = options.Rounds ?? (options.Quick ? 2 : 8);
            for (var round = 0; round < rounds; round++)
            {
                foreach (var model in round % 2 == 0 ? Models : Models.Reverse())
                {
                    one[model].Add(Load.Closed(target, workloads[model], 1, TimeSpan.FromSeconds(seconds)));
                    many[model].Add(Load.Closed(target, workloads[model], 64, TimeSpan.FromSeconds(seconds)));
                }
            }

            return Print(Models.ToDictionary(model => model, model => (One: Sample.Merge(one[model]), Many: Sample.Merge(many[model]))));
        }
    }

    private static int Print(Dictionary<string, (Sample One, Sample Many)> measured)
    {
        Report.Line($"\n### A perceptron 64 → {Hidden} → {Hidden} → 10, one row a call, JSON over POST /models/…/invoke\n");
        Report.Line("| batching | p50 µs, 1 caller | p99 | calls/s, 64 callers | p50 µs | p99 | CPU µs/call, 64 callers | failed |");
        Report.Line("|---|--:|--:|--:|--:|--:|--:|--:|");
        foreach (var (model, (one, many)) in measured)
        {
            Report.Line($"| {model[4..]} | {one.Microseconds(0.5):0} | {one.Microseconds(0.99):0} | {many.PerSecond:0} | {many.Microseconds(0.5):0} | {many.Microseconds(0.99):0} | {many.ServerCpuPerCall:0} | {one.Failed + many.Failed} {one.Failure ?? many.Failure} |");
        }

        var (on, off) = (measured["mlp-on"], measured["mlp-off"]);
        var added = (on.One.Microseconds(0.5) / off.One.Microseconds(0.5) * 100) - 100;
        Report.Line($"\nAt 64 callers batching gives {on.Many.PerSecond / off.Many.PerSecond:0.00} × the calls; at one caller it adds {added:0.0} % to the median (goal: ≤ 5 %).");
        return measured.Values.Sum(pair => pair.One.Failed + pair.Many.Failed) > 0 ? 3 : 0;
    }

    private static Workload Workload(string model)
    {
        var row = string.Join(',', Enumerable.Range(0, MlpModel.Inputs).Select(i => (((i * 37) % 100) / 100.0).ToString(CultureInfo.InvariantCulture)));
        return new Workload(Stream: false, Bytes: 0) { Predict = (model, $$"""{"x":[[{{row}}]]}""") };
    }

    private static Target? Start(BenchOptions options, string folder)
    {
        var command = options.PenstockCommand.Count > 0 ? options.PenstockCommand : ["dotnet", Systems.Built("Penstock.Server")];
        if (command is ["dotnet", var assembly, ..] && !File.Exists(assembly))
        {
            return null;
        }

        var port = Systems.FreePort();
        var file = Path.Combine(folder, "penstock.yaml");
        MlpModel.Write(Path.Combine(folder, "mlp.onnx"), Hidden, options.Seed);
        File.WriteAllText(file, $$"""
            server: { listen: "127.0.0.1:{{port}}" }
            models:
              mlp-on: { onnx: ./mlp.onnx, batching: on }
              mlp-off: { onnx: ./mlp.onnx, batching: off }

            """);
        var key = "bench-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24));
        var child = Child.Start(
            [.. command, "--config", file, "--data", Path.Combine(folder, "data")], new Dictionary<string, string> { ["PENSTOCK_ADMIN_KEY"] = key });
        return new Target("penstock", port, child, child) { Key = key, ReadyPath = "/readyz" };
    }
}
