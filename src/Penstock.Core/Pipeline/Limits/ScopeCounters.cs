using Penstock.Domain.Access;

namespace Penstock.Pipeline.Limits;

/// <summary>
/// What one limit has counted of one scope: say, of one key. What runs holds the most it may use until it has ended; then what it did use is
/// counted from that moment. So at any moment, however a call's tokens are spread over its time, no window holds more than the limit.
/// </summary>
/// <param name="limit">The limit.</param>
/// <param name="name">The scope.</param>
internal sealed class ScopeCounters(LimitCounters limit, ScopeName name)
{
    // The most output that calls have used of late; below zero while nothing is known.
    private long _peak = -1;

    public LimitCounters Limit => limit;

    public ScopeName Name => name;

    /// <summary>Whether it holds a key's own limits.</summary>
    public bool IsOfKeys { get; } = limit.IsOfKeys;

    /// <summary>When it was used last, as a timestamp.</summary>
    public long UsedAt { get; set; }

    /// <summary>Whether nothing may be counted here any more: it was idle and has gone from among the limit's, or the limit has.</summary>
    public bool IsOut { get; set; }

    /// <summary>One for each of the limit's rates, in their order.</summary>
    public ScopeRate[] Rates
    {
        get;
        set
        {
            field = value;
            CountsTokens = Array.Exists(value, rate => rate.Unit != LimitUnit.Requests);
        }
    } = [];

    /// <summary>Whether tokens are counted.</summary>
    public bool CountsTokens { get; private set; }

    /// <summary>How many may run here at once.</summary>
    public int MostRunning { get; set; } = int.MaxValue;

    public int Running { get; private set; }

    public long HeldInput { get; private set; }

    public long HeldOutput { get; private set; }

    /// <summary>Those who wait for a place here; null while nobody ever did.</summary>
    public WaitingLine? Line { get; set; }

    public bool HasWaiting => Line is { Count: > 0 };

    /// <summary>What running calls hold of a unit.</summary>
    public long Held(LimitUnit unit) => unit switch
    {
        LimitUnit.InputTokens => HeldInput,
        LimitUnit.OutputTokens => HeldOutput,
        LimitUnit.TotalTokens => HeldInput + HeldOutput,
        _ => 0,
    };

    /// <summary>Whether nothing is left here to remember.</summary>
    public bool IsIdle(long now)
    {
        if (Running > 0 || HasWaiting)
        {
            return false;
        }

        foreach (ref var rate in Rates.AsSpan())
        {
            rate.Window.Expire(now);
            if (rate.Window.Sum > 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The least output that is worth giving to a call that could have had more: twice what calls have used of late, so that the last bit of a
    /// window is used and yet hardly an answer is cut short by it.
    /// </summary>
    public long LeastOutput(long want, long most) => Math.Min(want, _peak < 0 ? Math.Max(1, most / 4) : Math.Max(16, _peak * 2));

    /// <summary>A call begins.</summary>
    public void Enter(long now, long input, long output)
    {
        Running++;
        HeldInput += input;
        HeldOutput += output;
        foreach (ref var rate in Rates.AsSpan())
        {
            if (rate.Unit == LimitUnit.Requests)
            {
                rate.Window.Add(now, 1, rate.Slice);
            }
        }
    }

    /// <summary>A call has ended: what it held is given back, and what it used is counted.</summary>
    public void Leave(long now, long heldInput, long heldOutput, long input, long output)
    {
        Running--;
        HeldInput -= heldInput;
        HeldOutput -= heldOutput;
        if (output > 0)
        {
            _peak = Math.Max(output, _peak - (_peak / 16));
        }

        foreach (ref var rate in Rates.AsSpan())
        {
            var used = rate.Unit switch
            {
                LimitUnit.InputTokens => input,
                LimitUnit.OutputTokens => output,
                LimitUnit.TotalTokens => input + output,
                _ => 0,
            };
            if (used > 0)
            {
                rate.Window.Expire(now);
                rate.Window.Add(now, used, rate.Slice);
            }
        }
    }
}
