using System.Globalization;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Limits;

/// <summary>What a refused call is told.</summary>
internal static class LimitErrors
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>The error of a refusal. Retry-After counts whole seconds (RFC 9110, 10.2.3), so the wait is rounded up.</summary>
    public static CallError Of(LimitRefusal refusal)
    {
        if (refusal.Reason == RefusalReason.Ending)
        {
            return new CallError(ErrorKind.Unavailable, "The server is ending. Send the call again.") { RetryAfter = Soon };
        }

        var who = ReferenceEquals(refusal.Limit, LimitBook.OfKeys) ? "This key may" : $"The limit '{refusal.Limit.Id}' lets {(refusal.Scope.Length > 0 ? refusal.Scope : "all callers")}";
        return new CallError(ErrorKind.RateLimited, Message(refusal, who) + Waited(refusal))
        {
            Code = Code(refusal),
            RetryAfter = refusal.Reason == RefusalReason.TooMuch ? null : TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((refusal.RetryAfter ?? Soon).TotalSeconds))),
        };
    }

    /// <summary>A length of time as a word: <c>minute</c>, <c>90 s</c>.</summary>
    public static string Word(TimeSpan per) => per.TotalSeconds switch
    {
        1 => "second",
        60 => "minute",
        3600 => "hour",
        86400 => "day",
        _ => string.Create(CultureInfo.InvariantCulture, $"{per.TotalSeconds:0.###} s"),
    };

    /// <summary>A unit as the configuration names it.</summary>
    public static string Word(LimitUnit unit) => unit switch
    {
        LimitUnit.Requests => "requests",
        LimitUnit.InputTokens => "input_tokens",
        LimitUnit.OutputTokens => "output_tokens",
        _ => "total_tokens",
    };

    private static string Message(LimitRefusal refusal, string who)
    {
        if (refusal.Reason == RefusalReason.LineFull)
        {
            return $"{who} have {refusal.Limit.MaxWaiting} calls wait at once, and so many do.";
        }

        if (refusal.Rate is not { } rate)
        {
            return $"{who} run {refusal.Most} calls at once. Wait for one of them to end.";
        }

        if (rate.Unit == LimitUnit.Requests)
        {
            return $"{who} begin {refusal.Most} calls a {Word(rate.Per)}. {Next(refusal, "next is free")}";
        }

        var tokens = Word(rate.Unit).Replace('_', ' ');
        return refusal.Reason == RefusalReason.TooMuch
            ? $"{who} use {refusal.Most} {tokens} a {Word(rate.Per)}, and this call alone may use {refusal.Need}. Send less, or ask for fewer output tokens."
            : $"{who} use {refusal.Most} {tokens} a {Word(rate.Per)}, and the {refusal.Need} that this call may use are not left. {Next(refusal, "next are free")}";
    }

    private static string Next(LimitRefusal refusal, string what) => refusal.RetryAfter is { } wait
        ? $"The {what} in {Math.Max(1, Math.Ceiling(wait.TotalSeconds))} s."
        : "Wait for running calls to end.";

    private static string Waited(LimitRefusal refusal) =>
        refusal.Waited < TimeSpan.FromMilliseconds(1) ? "" : string.Create(CultureInfo.InvariantCulture, $" It waited {refusal.Waited.TotalSeconds:0.#} s for its turn.");

    private static string Code(LimitRefusal refusal) => refusal.Rate is not { } rate
        ? refusal.Reason == RefusalReason.LineFull ? "max_waiting_calls" : "max_concurrent_calls"
        : $"{Word(rate.Unit)}_per_{Word(rate.Per).Replace(' ', '_')}";
}
