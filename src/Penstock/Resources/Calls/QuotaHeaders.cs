using System.Globalization;
using Microsoft.AspNetCore.Http;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Limits;

namespace Penstock.Resources.Calls;

/// <summary>
/// Tells the caller how it stands with its limits: by <c>RateLimit</c> and <c>RateLimit-Policy</c> (draft-ietf-httpapi-ratelimit-headers-10)
/// everywhere, and by the headers that its dialect's SDKs know. Of each unit the limit that leaves the least is shown. What a provider says of
/// its own limits never goes through: it is about the operator's account.
/// </summary>
internal static class QuotaHeaders
{
    private static readonly LimitUnit[] Units = [LimitUnit.Requests, LimitUnit.InputTokens, LimitUnit.OutputTokens, LimitUnit.TotalTokens];

    /// <summary>Writes the headers of a call; none when no limit held it.</summary>
    public static void Write(IHeaderDictionary headers, Call call, string dialect)
    {
        if (call.State.Quotas is not { } quotas)
        {
            return;
        }

        string? policies = null, states = null;
        foreach (var unit in Units)
        {
            if (quotas[unit] is { } quota)
            {
                var name = LimitErrors.Word(unit);
                policies = Append(policies, string.Create(CultureInfo.InvariantCulture, $"\"{quota.Limit}:{name}\";q={quota.Most};w={Seconds(quota.Per)}{(unit == LimitUnit.Requests ? "" : ";qu=\"tokens\"")}"));
                states = Append(states, string.Create(CultureInfo.InvariantCulture, $"\"{quota.Limit}:{name}\";r={quota.Remaining};t={Seconds(quota.Reset)}"));
            }
        }

        if (policies is null)
        {
            return;
        }

        headers["RateLimit-Policy"] = policies;
        headers["RateLimit"] = states;
        if (dialect.StartsWith("openai", StringComparison.Ordinal))
        {
            WriteOpenAi(headers, "requests", quotas[LimitUnit.Requests]);
            WriteOpenAi(headers, "tokens", Tightest(quotas));
        }
        else if (dialect == "anthropic")
        {
            var now = call.Time.GetUtcNow();
            WriteAnthropic(headers, "requests", quotas[LimitUnit.Requests], now);
            WriteAnthropic(headers, "tokens", Tightest(quotas), now);
            WriteAnthropic(headers, "input-tokens", quotas[LimitUnit.InputTokens], now);
            WriteAnthropic(headers, "output-tokens", quotas[LimitUnit.OutputTokens], now);
        }
    }

    // DIALECT: OpenAI counts a reset as Go writes durations: 20ms, 1s, 6m0s (platform.openai.com/docs/guides/rate-limits).
    private static void WriteOpenAi(IHeaderDictionary headers, string unit, Quota? known)
    {
        if (known is { } quota)
        {
            headers["x-ratelimit-limit-" + unit] = quota.Most.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-remaining-" + unit] = quota.Remaining.ToString(CultureInfo.InvariantCulture);
            headers["x-ratelimit-reset-" + unit] = GoDuration(quota.Reset);
        }
    }

    // DIALECT: Anthropic tells the moment of the reset, RFC 3339 (docs.claude.com/en/api/rate-limits).
    private static void WriteAnthropic(IHeaderDictionary headers, string unit, Quota? known, DateTimeOffset now)
    {
        if (known is { } quota)
        {
            var name = "anthropic-ratelimit-" + unit;
            headers[name + "-limit"] = quota.Most.ToString(CultureInfo.InvariantCulture);
            headers[name + "-remaining"] = quota.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[name + "-reset"] = (now + TimeSpan.FromSeconds(Seconds(quota.Reset))).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>A duration as Go writes it.</summary>
    internal static string GoDuration(TimeSpan span)
    {
        var milliseconds = (long)Math.Ceiling(span.TotalMilliseconds);
        if (milliseconds < 1000)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        }

        var (hours, minutes) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60);
        var seconds = milliseconds % 60_000 / 1000m;
        return string.Create(CultureInfo.InvariantCulture, $"{(hours > 0 ? hours + "h" : "")}{(hours > 0 || minutes > 0 ? minutes + "m" : "")}{seconds:0.###}s");
    }

    private static Quota? Tightest(CallQuotas quotas)
    {
        Quota? tightest = null;
        foreach (var unit in (ReadOnlySpan<LimitUnit>)[LimitUnit.TotalTokens, LimitUnit.InputTokens, LimitUnit.OutputTokens])
        {
            if (quotas[unit] is { } quota && (tightest is null || quota.Remaining < tightest.Value.Remaining))
            {
                tightest = quota;
            }
        }

        return tightest;
    }

    private static string Append(string? list, string item) => list is null ? item : $"{list}, {item}";

    private static long Seconds(TimeSpan span) => (long)Math.Ceiling(span.TotalSeconds);
}
