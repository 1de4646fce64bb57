using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Penstock.Bench.Serving;

/// <summary>Serving a small model and a large tensor, each beside what it is to be compared with, in turns.</summary>
internal static class ServingRun
{
    private const int Floats = 150_528; // 3 × 224 × 224: a picture as vision models take it
    private static readonly float[] Flower = [5.1f, 3.5f, 1.4f, 0.2f];

    public static async Task<int> RunAsync(BenchOptions options)
    {
        await using var stand = await ServingStand.StartAsync(IdentityModel.Make(Floats));
        var random = new Random(options.Seed);
        var (rounds, scale) = (options.Rounds ?? (options.Quick ? 1 : 3), options.Quick ? 0.4 : 1.0);
        var iris = await File.ReadAllBytesAsync(stand.IrisFile);

        // As pictures are fed: normalised, with all the digits that floats have.
        var picture = Enumerable.Range(0, Floats).Select(_ => (float)((random.NextDouble() - 0.45) / 0.225)).ToArray();
        var bytes = MemoryMarshal.AsBytes(picture.AsSpan()).ToArray();
        var identity = IdentityModel.Make(Floats);
        var flower = Encoding.UTF8.GetBytes("""{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2}""");
        var header = $$$"""{"inputs":[{"name":"x","shape":[1,{{{Floats}}}],"datatype":"FP32","parameters":{"binary_data_size":{{{bytes.Length}}}}}],"parameters":{"binary_data_output":true}}""";
        var json = $$$"""{"inputs":[{"name":"x","shape":[1,{{{Floats}}}],"datatype":"FP32","data":[{{{string.Join(',', picture.Select(one => one.ToString("R", CultureInfo.InvariantCulture)))}}}]}]}""";

        Side[] sides =
        [
            .. stand.FastApi is { } fastApi ? [Side.Http("iris, FastAPI", stand.Iris(fastApi, flower))] : Array.Empty<Side>(),
            .. stand.TunedFastApi is { } tuned ? [Side.Http("iris, FastAPI, uvloop", stand.Iris(tuned, flower))] : Array.Empty<Side>(),
            Side.Http("iris, Penstock", stand.Iris(stand.Penstock, flower)),
            new Side("iris, bare loop", 1, duration => BareModel.Run(iris, Flower, [1, 4], duration)),
            Side.Http("tensor, echo", stand.Post(stand.Echo, "/", "application/octet-stream", bytes, AnswerEnd.Bytes)),
            new Side("tensor, bare run", 1, duration => BareModel.Run(identity, picture, [1, Floats], duration)),
            Side.Http("tensor, binary", stand.Binary(Encoding.UTF8.GetBytes(header), bytes)),
            Side.Http("tensor, JSON", stand.Post(stand.Penstock, "/v2/models/identity/infer", "application/json", Encoding.UTF8.GetBytes(json), AnswerEnd.Object)),
        ];
        foreach (var side in sides)
        {
            side.Run(TimeSpan.FromSeconds(options.Quick ? 1 : 2));
        }

        var one = sides.ToDictionary(side => side.Title, _ => new List<Sample>());
        var many = sides.ToDictionary(side => side.Title, _ => new List<Sample>());
        for (var round = 0; round < rounds; round++)
        {
            random.Shuffle(sides);
            foreach (var side in sides)
            {
                one[side.Title].Add(side.Run(TimeSpan.FromSeconds(2 * scale)));
                many[side.Title].Add((side with { Connections = Math.Min(side.MostConnections, 16) }).Run(TimeSpan.FromSeconds(2 * scale)));
            }
        }

        return Report(one.ToDictionary(pair => pair.Key, pair => Sample.Merge(pair.Value)), many.ToDictionary(pair => pair.Key, pair => Sample.Merge(pair.Value)), stand);
    }

    private static int Report(Dictionary<string, Sample> one, Dictionary<string, Sample> many, ServingStand stand)
    {
        Bench.Report.Line($"\n### Serving: iris (4 floats), and an identity model over {Floats} floats ({Floats * 4 / 1024} kB)\n");
        Bench.Report.Line("| what | p50 µs, 1 conn. | p99 | CPU µs/call, 1 conn. | calls/s, 16 conn. | CPU µs/call, 16 conn. | failed |");
        Bench.Report.Line("|---|--:|--:|--:|--:|--:|--:|");
        foreach (var (title, sample) in one.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var busy = many[title];
            Bench.Report.Line($"| {title} | {sample.Microseconds(0.5):0.0} | {sample.Microseconds(0.99):0.0} | {sample.ServerCpuPerCall:0.0} | {busy.PerSecond:0} | {busy.ServerCpuPerCall:0.0} | {sample.Failed + busy.Failed}{(sample.Failure ?? busy.Failure) switch { null => "", var why => $" ({why})" }} |");
        }

        Bench.Report.Line("\n| goal | measured | verdict |\n|---|--:|---|");
        if (stand.FastApi is not null)
        {
            Goal("iris over JSON: CPU per prediction ≤ 1/5 of FastAPI's (16 connections; an easy opponent: plain Python, one process)",
                many["iris, Penstock"].ServerCpuPerCall / many["iris, FastAPI"].ServerCpuPerCall, 0.2);
        }

        if (stand.TunedFastApi is not null)
        {
            Bench.Report.Line($"| (the same against uvicorn with uvloop and httptools, no goal) | {many["iris, Penstock"].ServerCpuPerCall / many["iris, FastAPI, uvloop"].ServerCpuPerCall:0.00} | |");
        }

        Goal("binary tensor: p50 ≤ 1.5 × (bare Kestrel echo + bare run)",
            one["tensor, binary"].Microseconds(0.5) / (one["tensor, echo"].Microseconds(0.5) + one["tensor, bare run"].Microseconds(0.5)), 1.5);
        Goal("the same as JSON: p50 ≤ 4 × binary", one["tensor, JSON"].Microseconds(0.5) / one["tensor, binary"].Microseconds(0.5), 4);
        Bench.Report.Line($"\niris: Penstock takes {many["iris, Penstock"].ServerCpuPerCall / one["iris, bare loop"].ServerCpuPerCall:0.0} × the CPU of the bare loop, which has no HTTP, no JSON and no ledger.");
        return one.Values.Concat(many.Values).Any(sample => sample.Failed > 0) || stand.FastApi is null ? 3 : 0;
    }

    private static void Goal(string title, double measured, double limit) =>
        Bench.Report.Line($"| {title} | {measured:0.00} | {(measured <= limit ? "met" : "missed")} |");
}
