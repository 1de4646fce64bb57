namespace Penstock.Bench.Governing;

/// <summary>What the governed server has beside the other: limits and budgets that every call falls under, and that are never full.</summary>
internal static class Governed
{
    /// <summary>Its name among the systems.</summary>
    public const string System = "penstock-governed";

    /// <summary>What is added to its configuration.</summary>
    public const string Yaml = """
        limits:
          all-requests: { requests: [100000000/minute, 1000000000/day] }
          all-tokens: { total_tokens: 100000000000/minute }
          all-tokens-day: { total_tokens: 900000000000/day }
          all-at-once: { concurrency: 100000, max_wait: 10s }
          input: { input_tokens: 100000000000/hour }
          output: { output_tokens: 100000000000/hour }
          key-requests: { each: key, requests: 100000000/minute, max_wait: 5s }
          key-tokens: { each: key, total_tokens: 100000000000/minute, concurrency: 100000 }
          model-requests: { each: model, requests: 100000000/minute }
          model-tokens: { each: [key, model], total_tokens: 100000000000/hour }
          some-models: { applies: { models: "bench-*" }, requests: 100000000/hour, priority: 3 }
          providers: { each: provider, requests: 100000000/minute, total_tokens: 100000000000/minute }
        budgets:
          year: { amount: 9000000, window: year }
          month-key: { amount: 9000000, window: month, each: key }
          day-model: { amount: 9000000, window: day, rolling: true, each: model }
          hour-key-model: { amount: 9000000, window: hour, each: [key, model] }

        """;

    /// <summary>What each of its models is told beside its targets: budgets need a price.</summary>
    public const string Price = ", price: { rates: { input_mtok: 0.01, output_mtok: 0.04 } }";
}
