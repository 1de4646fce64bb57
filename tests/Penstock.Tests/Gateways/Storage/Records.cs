using FsCheck;
using FsCheck.Fluent;
using Penstock.Domain.Calls;
using Penstock.Domain.Money;
using Penstock.Pipeline.Ledger;
using Xunit;

namespace Penstock.Tests.Gateways.Storage;

/// <summary>Makes records.</summary>
internal static class Records
{
    /// <summary>2026-11-21T15:04:05Z in microseconds.</summary>
    public const long Start = 1_795_273_445_000_000;

    public static readonly Gen<CallRecord> Any =
        from id in Gen.Choose(0, int.MaxValue)
        from minutes in Gen.Choose(0, 4 * 24 * 60)
        from micros in Gen.Choose(0, 59_999_999)
        from key in OneOf(null, "key_a", "key_b")
        from model in OneOf(null, "chat", "meta-llama/Llama-3.1-8B", "iris'; drop table calls; --", "модель")
        from provider in OneOf(null, "openai", "onnx", "function", "house-vllm")
        from dialect in OneOf("openai", "native")
        from stream in Gen.Elements(true, false)
        from status in Gen.Elements(0, 200, 399, 400, 429, 502)
        from end in Gen.Elements(Enum.GetValues<CallEnd>())
        from metered in Gen.Elements(true, true, false)
        from tokens in Gen.Choose(0, int.MaxValue)
        from duration in Gen.Choose(0, int.MaxValue)
        from tries in Gen.Choose(0, 3)
        from lost in Gen.Choose(0, 2)
        select Of(id) with
        {
            StartedAt = Start + (minutes * 60_000_000L) + micros,
            KeyId = key,
            Model = model,
            Provider = provider,
            UpstreamModel = model is null ? null : model + "-2026",
            Dialect = dialect!,
            Stream = stream,
            Status = status,
            End = end,
            Usage = metered ? Tokens(tokens) with { Details = tokens % 3 == 0 ? new UsageDetails { CacheWriteHour = tokens, WebSearches = 1, AudioMilliseconds = 1500 } : null } : null,
            Duration = duration,
            AttemptLog = [.. Enumerable.Range(0, tries).Select(i => new AttemptRecord(provider ?? "house", "m'", "fallback", duration, i == 0 ? null : "provider_error", model, i == 0 ? null : status) { InputTokens = i, Cost = i == 0 ? null : tokens })],
            UsageEstimated = !stream && metered,
            Cost = metered ? new Amount(tokens * 7L) : null,
            CostInput = metered ? new Amount(tokens * 3L) : null,
            CostOutput = metered ? new Amount(tokens * 4L) : null,
            Currency = metered ? "EUR" : null,
            PriceSource = metered ? "genai-prices@0.1.8 openai/gpt-4.1" : null,
            PriceUnknown = !metered && stream,
            Dropped = [.. Enumerable.Range(0, lost).Select(i => $"messages[{i}].\"name\"")],
            AnswerDropped = lost == 1 ? ["seed"] : [],
        };

    public static CallRecord Of(int number) => new()
    {
        Id = $"call_{number:D10}",
        StartedAt = Start + number,
        KeyId = "key_a",
        Model = "gpt-4.1",
        Provider = "openai",
        UpstreamModel = "gpt-4.1-2025-04-14",
        Dialect = "openai",
        Capability = "chat",
        Stream = true,
        Status = 200,
        End = CallEnd.Completed,
        Usage = Tokens(number),
        TimeToFirstByte = 1234,
        Duration = 5678,
        RequestBytes = 900,
        ResponseBytes = 12_000,
        Attempts = 1,
        UserId = "user_ada",
        Teams = ["search", "engineering"],
        Region = "eu-west",
        GovernedTags = new Dictionary<string, string> { ["cost_center"] = number % 2 == 0 ? "42" : "43" },
        Decisions = ["policy eu-only: allowed"],
        Reserved = 5_000_000,
        Settled = 4_000_000,
        Tags = new Dictionary<string, string> { ["team"] = "blue", ["naughty"] = "Ω≈ç√ \"'\\\n\u0000 ﷽ 田中" },
    };

    public static void Same(CallRecord expected, CallRecord? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected.Tags, actual.Tags);
        Assert.Equal(expected.AttemptLog, actual.AttemptLog);
        Assert.Equal(expected.Dropped, actual.Dropped);
        Assert.Equal(expected.AnswerDropped, actual.AnswerDropped);
        Assert.Equal(expected.Teams, actual.Teams);
        Assert.Equal(expected.GovernedTags, actual.GovernedTags);
        Assert.Equal(expected.Decisions, actual.Decisions);
        Assert.Equal(
            expected,
            actual with { Tags = expected.Tags, AttemptLog = expected.AttemptLog, Dropped = expected.Dropped, AnswerDropped = expected.AnswerDropped, Teams = expected.Teams, GovernedTags = expected.GovernedTags, Decisions = expected.Decisions });
    }

    private static TokenUsage Tokens(long tokens) => new()
    {
        Input = tokens,
        Output = tokens + 1,
        CachedInput = tokens / 2,
        CacheWriteInput = tokens / 3,
        Reasoning = tokens / 4,
        AudioInput = tokens / 5,
        AudioOutput = tokens / 6,
    };

    private static Gen<string?> OneOf(params string?[] values) => Gen.Elements(values);
}
