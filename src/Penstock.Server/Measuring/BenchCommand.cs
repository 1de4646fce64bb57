using System.Text;
using Penstock.Server.Calling;
using Penstock.Server.Cli;

namespace Penstock.Server.Measuring;

/// <summary><c>penstock bench</c>: how fast a model answers.</summary>
internal sealed class BenchCommand : Command
{
    private static readonly LoadPlan Default = new();
    private static readonly OptionSpec Connections = OptionSpec.Count("--connections", "N", "calls at once; in the open loop, connections for them (8, open loop 64)", 1);
    private static readonly OptionSpec Duration = OptionSpec.Time("--duration", "TIME", "how long: 10, 500ms, 2m (10 s)");
    private static readonly OptionSpec Requests = OptionSpec.Count("--requests", "N", "how many calls, in place of a time", 1);
    private static readonly OptionSpec Rate = OptionSpec.Rate("--rate", "R", "the open loop: R calls a second become due, whether or not\nearlier ones were answered, and are timed from when they were due");
    private static readonly OptionSpec WarmUp = OptionSpec.Time("--warm-up", "TIME", "calls that are not counted, before (1 s)");
    private static readonly OptionSpec Timeout = OptionSpec.Time("--timeout", "TIME", "how long one call may take (30 s)");
    private static readonly OptionSpec AsJson = new("--json", null, "print the report as JSON, times in milliseconds");

    public override CommandSpec Spec { get; } = new("bench", "measure how fast a model answers")
    {
        Synopsis = ["bench MODEL [JSON | @FILE | -] [--connections N] [--duration TIME | --requests N] [--rate R] [options]"],
        Text = "Without --rate N callers each begin a call when their last one has ended (closed loop). Latencies are those of\n"
            + "answers with 2xx; all else is counted by its status. Ctrl-C ends it early, and what was measured is printed.",
        LeastOperands = 1,
        MostOperands = 2,
        Operand = "a model's name",
        Options = [RequestBody.Example, Connections, Duration, Requests, Rate, WarmUp, Timeout, AsJson, .. CallOptions.All],
        Examples = ["bench iris --example", "bench iris @row.json --connections 64 --duration 30", "bench iris --example --rate 500 --json"],
        ExitCodes =
        [
            (0, "measured"),
            (1, "the server refused the first call, or answered none of them"),
            (UsageCode, "the command line is wrong"),
            (CallOptions.UnreachableCode, "the server cannot be reached"),
        ],
    };

    public override async Task<int> RunAsync(CommandLine line, Terminal terminal)
    {
        var (server, mistake) = CallOptions.Read(line, terminal);
        mistake ??= line.Has(Duration.Name) && line.Has(Requests.Name) ? "--duration and --requests are given. Give one of them."
            : line.Operands.Count < 2 && !line.Has(RequestBody.Example.Name) ? "bench needs a body, or --example for the one of the model's documentation." : null;
        if (mistake is not null)
        {
            return await RefuseAsync(terminal, mistake);
        }

        using var stop = new Interrupt();
        using var client = new ServerClient(server!, terminal);
        try
        {
            (var body, mistake) = await RequestBody.ReadAsync(line, terminal, stop.Token);
            if (mistake is not null)
            {
                return await RefuseAsync(terminal, mistake);
            }

            if (body is null)
            {
                var (example, code) = await client.ExampleAsync(line.Operands[0], stop.Token);
                if (example is null)
                {
                    return code;
                }

                body = Encoding.UTF8.GetBytes(Json.Compact(example));
            }

            // There is no use in a million refusals.
            using (var first = await client.PostAsync(ModelPath.Invoke(line.Operands[0]), body, stop.Token))
            {
                if (first is null or { IsSuccessStatusCode: false })
                {
                    return first is null ? CallOptions.UnreachableCode : await client.RefusedAsync(first, stop.Token);
                }
            }

            return await MeasureAsync(line, server!, body, terminal, stop.Token);
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return CallOptions.InterruptedCode;
        }
    }

    private static LoadPlan PlanOf(CommandLine line)
    {
        var rate = line.Rate(Rate.Name);
        return Default with
        {
            Connections = line.Count(Connections.Name) ?? (rate is null ? Default.Connections : 64),
            Duration = line.Time(Duration.Name) ?? Default.Duration,
            Requests = line.Count(Requests.Name),
            Rate = rate,
            Timeout = line.Time(Timeout.Name) ?? Default.Timeout,
        };
    }

    private static async Task<int> MeasureAsync(CommandLine line, ServerAddress server, byte[] body, Terminal terminal, CancellationToken ct)
    {
        var (model, plan) = (line.Operands[0], PlanOf(line));
        var address = server.At(ModelPath.Invoke(model));
        using var handler = ServerClient.NewHandler(server);
        handler.MaxConnectionsPerServer = plan.Connections;
        using var http = new HttpMessageInvoker(handler);
        LoadRun RunOf(LoadPlan some) => new(some, () => ServerClient.NewRequest(server, HttpMethod.Post, address, body), http, terminal.Time);

        if ((line.Time(WarmUp.Name) ?? TimeSpan.FromSeconds(1)) is { Ticks: > 0 } warmUp)
        {
            var warming = new LoadCounts();
            using var progress = new BenchProgress("warming up", warming, terminal);
            await RunOf(plan with { Requests = null, Duration = warmUp }).RunAsync(warming, ct);
        }

        ct.ThrowIfCancellationRequested();

        var counts = new LoadCounts();
        TimeSpan elapsed;
        using (new BenchProgress("measuring", counts, terminal))
        {
            elapsed = await RunOf(plan).RunAsync(counts, ct);
        }

        var report = new BenchReport(model, server.Base, plan, counts, elapsed, body.Length, ct.IsCancellationRequested);
        if (line.Has(AsJson.Name))
        {
            var json = report.ToJson();
            await terminal.Out.WriteLineAsync(terminal.OutIsTerminal ? Json.Pretty(json) : Json.Compact(json));
        }
        else
        {
            report.Print(terminal);
        }

        return counts.Latency.Count > 0 ? 0 : 1;
    }
}
