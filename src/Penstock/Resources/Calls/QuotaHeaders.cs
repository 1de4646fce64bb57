using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
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
    // Characters, for the most usual lists.
    private const int Room = 384;

    // Those of a long.
    private const int Digits = 20;

    private static readonly (string Most, string Remaining, string Reset) OpenAiRequests = ("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests");
    private static readonly (string Most, string Remaining, string Reset) OpenAiTokens = ("x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens");
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

        headers["RateLimit-Policy"] = policy.Text;
        headers["RateLimit"] = policy.Standing(quotas);
        if (dialect.StartsWith("openai", StringComparison.Ordinal))
        {
            WriteOpenAi(headers, OpenAiRequests, quotas, LimitUnit.Requests, policy);
            WriteOpenAi(headers, OpenAiTokens, quotas, Tightest(quotas), policy);
        }
        else if (dialect == "anthropic")
        {
            var now = call.Time.GetUtcNow();
            WriteAnthropic(headers, "requests", quotas, LimitUnit.Requests, policy, now);
            WriteAnthropic(headers, "tokens", quotas, Tightest(quotas), policy, now);
            WriteAnthropic(headers, "input-tokens", quotas, LimitUnit.InputTokens, policy, now);
            WriteAnthropic(headers, "output-tokens", quotas, LimitUnit.OutputTokens, policy, now);
        }
    }

    // DIALECT: OpenAI counts a reset as Go writes durations: 20ms, 1s, 6m0s (platform.openai.com/docs/guides/rate-limits).
    private static void WriteOpenAi(IHeaderDictionary headers, (string Most, string Remaining, string Reset) names, CallQuotas quotas, LimitUnit unit, Policy policy)
    {
        ref readonly var quota = ref quotas.Of(unit);
        if (quota.Limit is not null)
        {
            headers[names.Most] = policy.Most(unit);
            headers[names.Remaining] = quota.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[names.Reset] = _resets.Of((long)Math.Ceiling(quota.Reset.TotalMilliseconds), GoDuration);
        }
    }

    // DIALECT: Anthropic tells the moment of the reset, RFC 3339 (docs.claude.com/en/api/rate-limits).
    private static void WriteAnthropic(IHeaderDictionary headers, string name, CallQuotas quotas, LimitUnit unit, Policy policy, DateTimeOffset now)
    {
        ref readonly var quota = ref quotas.Of(unit);
        if (quota.Limit is not null)
        {
            var begin = "anthropic-ratelimit-" + name;
            headers[begin + "-limit"] = policy.Most(unit);
            headers[begin + "-remaining"] = quota.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[begin + "-reset"] = (now + TimeSpan.FromSeconds(Seconds(quota.Reset))).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
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

    // Of the units of tokens that which leaves the least; any of them where none is limited.
    private static LimitUnit Tightest(CallQuotas quotas)
    {
        var (tightest, least) = (LimitUnit.TotalTokens, long.MaxValue);
        foreach (var unit in (ReadOnlySpan<LimitUnit>)[LimitUnit.TotalTokens, LimitUnit.InputTokens, LimitUnit.OutputTokens])
        {
            ref readonly var quota = ref quotas.Of(unit);
            if (quota.Limit is not null && quota.Remaining < least)
            {
                (tightest, least) = (unit, quota.Remaining);
            }
        }

        return tightest;
    }

    private static long Seconds(TimeSpan span) => (long)Math.Ceiling(span.TotalSeconds);

    /// <summary>The limits that calls are told of: the text of <c>RateLimit-Policy</c>, and what is the same in each <c>RateLimit</c>.</summary>
    private sealed class Policy
    {
        private readonly Told[] _told = new Told[Units.Length];
        private readonly int _longest;

        public Policy(CallQuotas quotas)
        {
            var text = new StringBuilder();
            foreach (var unit in Units)
            {
                ref readonly var quota = ref quotas.Of(unit);
                if (quota.Limit is null)
                {
                    continue;
                }

                var comma = text.Length == 0 ? "" : ", ";
                var name = $"{comma}\"{quota.Limit}:{LimitErrors.Word(unit)}\"";
                text.Append(CultureInfo.InvariantCulture, $"{name};q={quota.Most};w={Seconds(quota.Per)}{(unit == LimitUnit.Requests ? "" : ";qu=\"tokens\"")}");
                _told[(int)unit] = new Told(quota, name + ";r=", quota.Most.ToString(CultureInfo.InvariantCulture));
                _longest += name.Length + ";r=;t=".Length + (2 * Digits);
            }

            Text = text.ToString();
        }

        public string Text { get; }

        /// <summary>How much there may be of a unit.</summary>
        public string Most(LimitUnit unit) => _told[(int)unit].Most;

        /// <summary>Whether these are the limits that hold a call.</summary>
        public bool Holds(CallQuotas quotas)
        {
            foreach (var unit in Units)
            {
                ref readonly var was = ref _told[(int)unit].Quota;
                ref readonly var now = ref quotas.Of(unit);
                if (was.Limit != now.Limit || was.Most != now.Most || was.Per != now.Per)
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The text of <c>RateLimit</c>.</summary>
        public string Standing(CallQuotas quotas)
        {
            var text = _longest <= Room ? stackalloc char[Room] : new char[_longest];
            var length = 0;
            foreach (var unit in Units)
            {
                ref readonly var quota = ref quotas.Of(unit);
                if (quota.Limit is not null)
                {
                    Add(_told[(int)unit].Lead, quota.Remaining, text, ref length);
                    Add(";t=", Seconds(quota.Reset), text, ref length);
                }
            }

            return new string(text[..length]);
        }

        private static void Add(string lead, long number, Span<char> text, ref int length)
        {
            lead.CopyTo(text[length..]);
            length += lead.Length;
            number.TryFormat(text[length..], out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
        }

        // One unit's limit as it was: its name, quoted, up to what is left, and the text of the most there may be.
        private readonly struct Told(Quota quota, string lead, string most)
        {
            public readonly Quota Quota = quota;
            public readonly string Lead = lead;
            public readonly string Most = most;
        }
    }
}
