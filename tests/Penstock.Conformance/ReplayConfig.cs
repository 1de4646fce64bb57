using System.Text;
using Penstock.Upstream;

namespace Penstock.Conformance;

/// <summary>The configuration of the Penstock under test.</summary>
internal static class ReplayConfig
{
    /// <summary>A stream of 20 small events.</summary>
    public const string ShortStream = "synthetic:stream:20:200";

    /// <summary>A stream that goes on for 50 s: a client that leaves it leaves in mid-stream.</summary>
    public const string LongStream = "synthetic:stream:10000:200:5";

    private const string Unary = "synthetic:unary:300";

    // Cuts of the same streams at other places than the first time.
    private static readonly int[] Seeds = [7, 42, 4711];

    private static readonly (string Name, string UpstreamModel, string? Fault)[] Faulty =
    [
        ("cut-reset", ShortStream, "cut:3"),
        ("cut-fin", ShortStream, "cut:3,fin"),
        ("cut-clean", ShortStream, "clean-cut:3"),
        ("cut-event", ShortStream, "error-event:3"),
        ("cut-openrouter", ShortStream, "error-event:3,openrouter"),
        ("cut-malformed", ShortStream, "malformed-chunk:3"),
        ("status-429", Unary, "status:429,retry-after=7"),
        ("status-500", Unary, "status:500"),
        ("status-503", Unary, "status:503"),
        ("reset", Unary, "reset-before-headers"),
        ("half", Unary, "cut"),
        .. Leavers.SelectMany(who => new (string, string, string?)[]
        {
            ($"flowing-{who}", LongStream, null),
            ($"silent-{who}", ShortStream, "stall:3"),
            ($"waiting-{who}", ShortStream, "slow-first-byte:60000"),
            ($"unary-{who}", Unary, "slow-first-byte:60000"),
        }),
    ];

    private static IEnumerable<string> Leavers => ["socket", "dotnet", "npm"];

    /// <summary>The public name of a model whose provider does the fault of that name.</summary>
    public static string Fault(string name) => "fault/" + name;

    /// <summary>The public name of a recording in other pieces.</summary>
    public static string Cut(int seed, string recording) => $"seed{seed}/{recording}";

    public static IReadOnlyList<int> AllSeeds => Seeds;

    public static string Yaml(UpstreamServer upstream)
    {
        var providers = new StringBuilder("providers:\n");
        var models = new StringBuilder("models:\n");
        Provider("up", null);
        Model("house/chat:1.0", "up", Unary);
        Model("house/stream", "up", ShortStream);
        foreach (var recording in Recordings.All(upstream.Exchanges))
        {
            Model(Recordings.Name(recording), "up", recording.Id);
        }

        foreach (var seed in Seeds)
        {
            Provider($"seed-{seed}", $"x-upstream-seed: \"{seed}\"");
            foreach (var recording in Recordings.All(upstream.Exchanges).Where(recording => recording.Stream && recording.Status == 200))
            {
                Model(Cut(seed, Recordings.Name(recording)), $"seed-{seed}", recording.Id);
            }
        }

        foreach (var (name, upstreamModel, fault) in Faulty)
        {
            Provider(name, fault is null ? null : $"x-upstream-fault: \"{fault}\"");
            Model(Fault(name), name, upstreamModel);
        }

        return providers.Append(models).ToString();

        void Provider(string name, string? header) => providers.Append(
            $"  {name}: {{ dialect: openai, base_url: \"{upstream.BaseAddress}v1\", api_key: \"sk-upstream-0123456789\", retry: {{ attempts: 1 }}"
            + (header is null ? " }\n" : $", headers: {{ {header} }} }}\n"));

        void Model(string name, string provider, string upstreamModel) =>
            models.Append($"  \"{name}\": {{ targets: [ {{ provider: {provider}, model: \"{upstreamModel}\" }} ] }}\n");
    }
}
