using System.Globalization;

namespace Penstock.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        Penstock's load harness (Linux). Without an option it prints the table of all systems and workloads.
          --systems direct,bare,penstock,haproxy,nginx   which ones, when present (direct is always measured)
          --only WORD          only workloads whose title has the word, e.g. unary, stream, "1 kB"
          --quick              shorter phases and one round: a look, not a measurement
          --rounds N           each system is measured so often, in turns (3)
          --rate N             calls a second in the open loop (1000; a fifth of it for 100 kB)
          --seed N             the order of the systems in each round (1)
          --streams N          instead: N paced streams at once, every event accounted for
          --stream-shape E:B:P events, bytes an event, ms between events of those (50:200:200)
          --soak N             instead: N calls, resident memory every tenth
          --cold [N]           instead: N starts (5), time to the first answered call
          --batching           instead: one ONNX model with batching and without, 64 callers and one
          --serving            instead: ONNX models, beside FastAPI, a bare Kestrel echo and a bare loop over ONNX Runtime
          --translate          instead: calls of one dialect to a provider of another, beside the same dialect's
          --ledger [N]         instead: a ledger of N calls (1000000), and how fast usage is summed
          --governance         instead: 12 limits and 4 budgets on each call, beside the same server without them
          --upstream raw|stand-in   the harness's own upstream, or the provider stand-in as a program
          --events-per-write N how many events of an unpaced stream the raw upstream writes at once (4)
          --penstock COMMAND…  how Penstock is started, up to the end of the line; --config FILE --data DIR are appended
        """;

    public IReadOnlyList<string> Systems { get; init; } = ["bare", "penstock", "haproxy", "nginx"];

    public string? Only { get; init; }

    public bool Quick { get; init; }

    public int? Rounds { get; init; }

    public int Rate { get; init; } = 1000;

    public int Seed { get; init; } = 1;

    public int Streams { get; init; }

    public string StreamShape { get; init; } = "50:200:200";

    public long Soak { get; init; }

    public int Cold { get; init; }

    public bool Batching { get; init; }

    public bool Serving { get; init; }

    public bool Translate { get; init; }

    public int Ledger { get; init; }

    public bool Governance { get; init; }

    public string UpstreamKind { get; init; } = "raw";

    public int EventsPerWrite { get; init; } = 4;

    public IReadOnlyList<string> PenstockCommand { get; init; } = [];

    /// <summary>This process is only to be the raw upstream, on this port.</summary>
    public int? ServeUpstream { get; init; }

    /// <exception cref="FormatException">An option is unknown or lacks its value.</exception>
    public static BenchOptions Parse(string[] args)
    {
        var options = new BenchOptions();
        for (var i = 0; i < args.Length; i++)
        {
            string Value() => i + 1 < args.Length ? args[++i] : throw new FormatException($"{args[i]} needs a value");
            int Number() => int.TryParse(Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new FormatException($"'{args[i]}' is not a number");
            switch (args[i])
            {
                case "--systems": options = options with { Systems = Value().Split(',') }; break;
                case "--only": options = options with { Only = Value() }; break;
                case "--quick": options = options with { Quick = true }; break;
                case "--rounds": options = options with { Rounds = Number() }; break;
                case "--rate": options = options with { Rate = Number() }; break;
                case "--seed": options = options with { Seed = Number() }; break;
                case "--streams": options = options with { Streams = Number() }; break;
                case "--stream-shape": options = options with { StreamShape = Value() }; break;
                case "--soak": options = options with { Soak = Number() }; break;
                case "--cold": options = options with { Cold = i + 1 < args.Length && char.IsAsciiDigit(args[i + 1][0]) ? Number() : 5 }; break;
                case "--batching": options = options with { Batching = true }; break;
                case "--serving": options = options with { Serving = true }; break;
                case "--ledger": options = options with { Ledger = i + 1 < args.Length && char.IsAsciiDigit(args[i + 1][0]) ? Number() : 1_000_000 }; break;
                case "--translate": options = options with { Translate = true }; break;
                case "--governance": options = options with { Governance = true }; break;
                case "--upstream": options = options with { UpstreamKind = Value() }; break;
                case "--events-per-write": options = options with { EventsPerWrite = Number() }; break;
                case "--serve-upstream": options = options with { ServeUpstream = Number() }; break;
                case "--penstock":
                    options = options with { PenstockCommand = args[(i + 1)..] };
                    i = args.Length;
                    break;
                default: throw new FormatException($"there is no option {args[i]}");
            }
        }

        return options;
    }
}
