using System.Globalization;
using System.Runtime.CompilerServices;
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
    // Characters, for the most usual lists; longer ones take theirs from a pool.
    private const int Room = 384;

    private static readonly (string Most, string Remaining, string Reset) OpenAiRequests = ("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests");
    private static readonly (string Most, string Remaining, string Reset) OpenAiTokens = ("x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens");
    private static readonly NumberTexts _most = new();
    private static readonly NumberTexts _resets = new();
    private static readonly LimitUnit[] Units = [LimitUnit.Requests, LimitUnit.InputTokens, LimitUnit.OutputTokens, LimitUnit.TotalTokens];

    // What a thread told last: most calls of a server are held by the same limits.
    [ThreadStatic]
    private static Policy? _policy;

    /// <summary>Whether a header is one of those that hold numbers and nothing else.</summary>
    public static bool IsNumber(string name) => name.StartsWith("x-ratelimit-", StringComparison.Ordinal);

    /// <summary>Writes the headers of a call; none when no limit held it.</summary>
    public static void Write(IHeaderDictionary headers, Call call, string dialect)
    {
        if (call.State.Quotas is not { } quotas)
        {
            return;
        }

        if (_policy is not { } policy || !policy.Holds(quotas))
        {
            policy = _policy = new Policy(quotas);
        }

        if (policy.Text.Length == 0)
        {
            return;
        }

        var states = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[Room]);
        var comma = "";
        foreach (var unit in Units)
        {
            if (quotas[unit] is { } quota)
            {
                Name(ref states, comma, quota.Limit, unit);
                states.AppendLiteral(";r=");
                states.AppendFormatted(quota.Remaining);
                states.AppendLiteral(";t=");
                states.AppendFormatted(Seconds(quota.Reset));
                comma = ", ";
            }
        }

        headers["RateLimit-Policy"] = policy.Text;
        headers["RateLimit"] = states.ToStringAndClear();
        if (dialect.StartsWith("openai", StringComparison.Ordinal))
        {
            Write(headers, OpenAiRequests, quotas[LimitUnit.Requests]);
            Write(headers, OpenAiTokens, Tightest(quotas));
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
    private static void Write(IHeaderDictionary headers, (string Most, string Remaining, string Reset) names, Quota? known)
    {
        if (known is { } quota)
        {
            headers[names.Most] = _most.Of(quota.Most, static most => most.ToString(CultureInfo.InvariantCulture));
            headers[names.Remaining] = quota.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[names.Reset] = _resets.Of((long)Math.Ceiling(quota.Reset.TotalMilliseconds), GoDuration);
        }
    }

    // DIALECT: Anthropic tells the moment of the reset, RFC 3339 (docs.claude.com/en/api/rate-limits).
    private static void WriteAnthropic(IHeaderDictionary headers, string unit, Quota? known, DateTimeOffset now)
    {
        if (known is { } quota)
        {
            var name = "anthropic-ratelimit-" + unit;
            headers[name + "-limit"] = _most.Of(quota.Most, static most => most.ToString(CultureInfo.InvariantCulture));
            headers[name + "-remaining"] = quota.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[name + "-reset"] = (now + TimeSpan.FromSeconds(Seconds(quota.Reset))).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        }
    }

    /// <summary>A duration in milliseconds as Go writes it.</summary>
    internal static string GoDuration(long milliseconds)
    {
        if (milliseconds < 1000)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        }

        var (hours, minutes, seconds, rest) = (milliseconds / 3_600_000, milliseconds / 60_000 % 60, milliseconds / 1000 % 60, milliseconds % 1000);
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[32]);
        if (hours > 0)
        {
            text.AppendFormatted(hours);
            text.AppendLiteral("h");
        }

        if (hours > 0 || minutes > 0)
        {
            text.AppendFormatted(minutes);
            text.AppendLiteral("m");
        }

        text.AppendFormatted(seconds);
        if (rest > 0)
        {
            text.AppendLiteral(".");
            text.AppendFormatted(rest % 100 == 0 ? rest / 100 : rest % 10 == 0 ? rest / 10 : rest, rest % 100 == 0 ? "0" : rest % 10 == 0 ? "00" : "000");
        }

        text.AppendLiteral("s");
        return text.ToStringAndClear();
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

    private static void Name(ref DefaultInterpolatedStringHandler list, string comma, string limit, LimitUnit unit)
    {
        list.AppendLiteral(comma);
        list.AppendLiteral("\"");
        list.AppendLiteral(limit);
        list.AppendLiteral(":");
        list.AppendLiteral(LimitErrors.Word(unit));
        list.AppendLiteral("\"");
    }

    private static long Seconds(TimeSpan span) => (long)Math.Ceiling(span.TotalSeconds);

    /// <summary>The text of <c>RateLimit-Policy</c>, and what it was made of.</summary>
    private sealed class Policy
    {
        private readonly Quota?[] _of = new Quota?[Units.Length];

        public Policy(CallQuotas quotas)
        {
            var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[Room]);
            var comma = "";
            for (var i = 0; i < Units.Length; i++)
            {
                if ((_of[i] = quotas[Units[i]]) is { } quota)
                {
                    Name(ref text, comma, quota.Limit, Units[i]);
                    text.AppendLiteral(";q=");
                    text.AppendFormatted(quota.Most);
                    text.AppendLiteral(";w=");
                    text.AppendFormatted(Seconds(quota.Per));
                    text.AppendLiteral(Units[i] == LimitUnit.Requests ? "" : ";qu=\"tokens\"");
                    comma = ", ";
                }
            }

            Text = text.ToStringAndClear();
        }

        public string Text { get; }

        public bool Holds(CallQuotas quotas)
        {
            for (var i = 0; i < Units.Length; i++)
            {
                var (was, now) = (_of[i], quotas[Units[i]]);
                if (was?.Limit != now?.Limit || was?.Most != now?.Most || was?.Per != now?.Per)
                {
                    return false;
                }
            }

            return true;
        }
    }
}
