using System.Text.Json;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Conformance;

/// <summary>The recorded exchanges of OpenAI's dialect, by the public names they are served under: <c>openai/p0316</c>.</summary>
internal static class Recordings
{
    private const string None = "none";
    private static readonly string[] Providers = ["openai", "groq", "vllm", "deepseek", "together", "openrouter"];
    private static readonly Lazy<ExchangeStore?> Store = new(() => Upstream.SharedData.Find() is { } data ? ExchangeStore.Load(data) : null);

    public static IEnumerable<Exchange> All(ExchangeStore store) =>
        store.All.Where(exchange => Providers.Contains(exchange.Provider) && Operation(exchange) is not null).OrderBy(exchange => exchange.Id, StringComparer.Ordinal);

    public static string Name(Exchange exchange) => $"{exchange.Provider}/{exchange.Id}";

    /// <summary><c>chat/completions</c>, <c>completions</c> or <c>embeddings</c>; null for the rest.</summary>
    public static string? Operation(Exchange exchange) =>
        exchange.Path.EndsWith("/chat/completions", StringComparison.Ordinal) ? "chat/completions"
        : exchange.Path.EndsWith("/completions", StringComparison.Ordinal) ? "completions"
        : exchange.Path.EndsWith("/embeddings", StringComparison.Ordinal) ? "embeddings"
        : null;

    /// <summary>A case for each recording that fits; where the data is missing, one that is skipped.</summary>
    public static TheoryData<string> Cases(Func<Exchange, bool> fits) =>
        Store.Value is { } store ? [.. All(store).Where(fits).Select(Name)] : [None];

    /// <summary>The recordings that fit.</summary>
    public static IReadOnlyList<Exchange> Where(Func<Exchange, bool> fits) => Store.Value is { } store ? [.. All(store).Where(fits)] : [];

    /// <summary>The recording of a public name; the test is skipped where the data is missing.</summary>
    public static Exchange Of(string name)
    {
        Penstock.Tests.SharedData.Path("exchanges/exchanges.jsonl");
        return Store.Value!.ById(name[(name.LastIndexOf('/') + 1)..]) ?? throw new ArgumentException($"There is no recording '{name}'.");
    }

    /// <summary>The recorded answer to a call that is no stream.</summary>
    public static JsonElement Answer(Exchange exchange) => JsonDocument.Parse(exchange.ResponseBody).RootElement;

    /// <summary>The recorded chunks of a stream.</summary>
    public static IReadOnlyList<JsonElement> Chunks(Exchange exchange) =>
        [.. SseText.Events(exchange.ResponseBody).Select(SseText.Data).Where(data => data is not (null or "[DONE]")).Select(data => JsonDocument.Parse(data!).RootElement)];

    /// <summary>What the recording says was used: the last that is said; null when nothing is.</summary>
    public static JsonElement? Usage(Exchange exchange)
    {
        JsonElement? usage = null;
        foreach (var part in exchange.Stream ? Chunks(exchange) : [Answer(exchange)])
        {
            if (part.TryGetProperty("usage", out var said) && said.ValueKind == JsonValueKind.Object)
            {
                usage = said;
            }
            else if (part.TryGetProperty("x_groq", out var groq) && groq.TryGetProperty("usage", out said))
            {
                // Groq tells a stream's usage in a member of its own.
                usage = said;
            }
        }

        return usage;
    }
}
