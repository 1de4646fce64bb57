using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Limits;

/// <summary>Holds a key to its requests a minute and its calls at once. The admin key has no limits.</summary>
public sealed class LimitsStage(ILimitCounters counters, LimitsOptions options) : Stage, IEndAction
{
    private LimitsOptions _options = options;

    /// <summary>The defaults, swapped whole when the configuration changes.</summary>
    public LimitsOptions Options
    {
        get => Volatile.Read(ref _options);
        set => Volatile.Write(ref _options, value);
    }

    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        var key = call.State.Caller!.Key;
        if (key.IsAdmin)
        {
            return next(call, ct);
        }

        var defaults = Options;
        var refusal = counters.TryEnter(key, key.RequestsPerMinute ?? defaults.RequestsPerMinute, key.MaxConcurrentCalls ?? defaults.MaxConcurrentCalls);
        if (refusal is not null)
        {
            return ValueTask.FromResult(CallResult.Fail(Explain(refusal)));
        }

        call.OnEnd(this);
        return next(call, ct);
    }

    /// <inheritdoc/>
    public ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        counters.Leave(call.State.Caller!.Key);
        return ValueTask.CompletedTask;
    }

    // Retry-After counts whole seconds (RFC 9110, 10.2.3), so the wait is rounded up.
    private static CallError Explain(LimitRefusal refusal) => new(
        ErrorKind.RateLimited,
        refusal.RetryAfter is { } wait
            ? $"This key may begin {refusal.Allowed} calls a minute. The next is free in {Math.Ceiling(wait.TotalSeconds)} s."
            : $"This key may run {refusal.Allowed} calls at once. Wait for one of them to end.")
    {
        Code = refusal.Limit,
        RetryAfter = TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((refusal.RetryAfter ?? TimeSpan.FromSeconds(1)).TotalSeconds))),
    };
}
