namespace Penstock.Bench.Translating;

/// <summary>A client's dialect, the provider that speaks it too, and the one that does not: what is compared.</summary>
/// <param name="Client">The client's dialect.</param>
/// <param name="Provider">The other provider's dialect.</param>
internal sealed record Pair(string Client, string Provider)
{
    /// <summary>The pairs that are measured; the goal is the first one's.</summary>
    public static IReadOnlyList<Pair> All { get; } = [new("openai", "anthropic"), new("anthropic", "openai"), new("openai", "gemini")];

    /// <summary>The dialects that the upstream speaks.</summary>
    public static IReadOnlyList<string> Dialects { get; } = ["openai", "anthropic", "gemini"];

    public string Title => $"{Client} client to {Provider} provider";

    /// <summary>The public name in Penstock's configuration of a workload's model at the provider of a dialect.</summary>
    public static string Model(string provider, Workload workload) => $"{provider}-{workload.PublicModel}";

    /// <summary>The work of sending a workload in the client's dialect.</summary>
    /// <param name="target">Penstock; or the upstream itself, which answers in the client's dialect.</param>
    /// <param name="provider">The provider's dialect.</param>
    /// <param name="workload">What is sent.</param>
    public Work Work(Target target, string provider, Workload workload)
    {
        var model = target.Key is null ? workload.SyntheticModel : Model(provider, workload);
        return target.Work(workload) with
        {
            Request = Client == "anthropic" ? workload.Messages(model, target.Key) : workload.Request(model, target.Key),
            End = !workload.Stream ? AnswerEnd.Object : Client == "anthropic" ? AnswerEnd.MessageStop : AnswerEnd.Done,
        };
    }
}
