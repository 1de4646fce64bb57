using System.Globalization;
using System.Runtime.InteropServices;
using Penstock.Upstream;

const string Usage = """
    Penstock provider stand-in: replays recorded exchanges and synthetic answers, injects faults. It is no model.
      --port N      listen on 127.0.0.1:N (0: any free port)             --data DIR   the folder that holds exchanges/exchanges.jsonl
      --seed N      where streams are cut into pieces                     --pieces odd|event|whole
      --pace MS     pause after each piece of a stream                    --remember N requests kept for GET /__upstream/requests
      --http2       HTTP/2 with prior knowledge
    """;

var options = new UpstreamOptions();
try
{
    for (var i = 0; i < args.Length; i++)
    {
        string Value() => i + 1 < args.Length ? args[++i] : throw new FormatException($"{args[i]} needs a value");
        int Number() => int.Parse(Value(), NumberStyles.None, CultureInfo.InvariantCulture);
        options = args[i] switch
        {
            "--port" => options with { Port = Number() },
            "--data" => options with { Data = Value() },
            "--seed" => options with { Seed = Number() },
            "--pieces" => options with { Pieces = Enum.Parse<Pieces>(Value(), ignoreCase: true) },
            "--pace" => options with { Pace = TimeSpan.FromMilliseconds(Number()) },
            "--remember" => options with { Remember = Number() },
            "--http2" => options with { Http2 = true },
            var other => throw new FormatException($"there is no option {other}"),
        };
    }
}
catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
{
    Console.Error.WriteLine($"{e.Message}\n{Usage}");
    return 2;
}

using var stop = new CancellationTokenSource();
using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => { signal.Cancel = true; stop.Cancel(); });
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => { signal.Cancel = true; stop.Cancel(); });
try
{
    await using var upstream = await UpstreamServer.StartAsync(options, stop.Token);
    Console.WriteLine($"Penstock provider stand-in ({upstream.Exchanges.All.Count} recorded exchanges) on {upstream.BaseAddress}");
    await upstream.RunUntilStoppedAsync(stop.Token);
}
catch (Exception e) when (e is IOException or FileNotFoundException)
{
    Console.Error.WriteLine($"The provider stand-in does not start: {e.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    // Stopped before it listened.
}

return 0;
