using System.Globalization;
using System.Runtime.InteropServices;
using Penstock.Bench;
using Penstock.Bench.Governing;
using Penstock.Bench.Serving;
using Penstock.Bench.Translating;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
BenchOptions options;
try
{
    options = BenchOptions.Parse(args);
}
catch (FormatException e)
{
    Console.Error.WriteLine($"{e.Message}\n{BenchOptions.Usage}");
    return 2;
}

if (options.ServeUpstream is { } port)
{
    new RawUpstream(port, options.EventsPerWrite).Serve();
}

// .NET 10 has no SIGTERM handler of its own: without these the children would outlive a harness that is stopped.
using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);

Report.Line($"Penstock bench: {Environment.ProcessorCount} processors, {Environment.OSVersion}, .NET {Environment.Version}, upstream {options.UpstreamKind}, seed {options.Seed}");
try
{
    return options.Streams > 0 ? await StreamsRun.RunAsync(options)
        : options.Soak > 0 ? await SoakRun.RunAsync(options)
        : options.Batching ? await BatchingRun.RunAsync(options)
        : options.Cold > 0 ? await ColdRun.RunAsync(options)
        : options.Serving ? await ServingRun.RunAsync(options)
        : options.Ledger > 0 ? await LedgerRun.RunAsync(options)
        : options.Governance ? await GovernanceRun.RunAsync(options)
        : options.Translate ? await TranslateRun.RunAsync(options)
        : await TableRun.RunAsync(options);
}
catch (Exception e) when (e is FormatException or NotReadyException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}

static void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    Child.TerminateAll();
    Scratch.DeleteAll();
    Environment.Exit(128 + 15);
}
