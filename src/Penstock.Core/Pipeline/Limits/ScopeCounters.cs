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

    /// <summary>Its place among the limit's scopes, by last use.</summary>
    public LinkedListNode<ScopeCounters>? ByUse { get; set; }

    /// <summary>Whether it was idle, and has gone from among them.</summary>
    public bool IsOut { get; set; }

    /// <summary>One for each of the limit's rates, in their order.</summary>
    public RollingWindow[] Windows { get; set; } = [];

    /// <summary>
    /// What this process may use of each rate: all of it. Where several share a limit it is the slice that this one has leased, which
    /// may change at any time.
    /// </summary>
    public long[] Slices { get; set; } = [];

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

        foreach (var window in Windows)
        {
            window.Expire(now);
            if (window.Sum > 0)
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
        var rates = limit.Terms.Rates;
        for (var i = 0; i < Windows.Length; i++)
        {
            if (rates[i].Unit == LimitUnit.Requests)
            {
                Windows[i].Add(now, 1, Slices[i]);
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

        var rates = limit.Terms.Rates;
        for (var i = 0; i < Windows.Length; i++)
        {
            var used = rates[i].Unit switch
            {
                LimitUnit.InputTokens => input,
                LimitUnit.OutputTokens => output,
                LimitUnit.TotalTokens => input + output,
                _ => 0,
            };
            if (used > 0)
            {
                Windows[i].Expire(now);
                Windows[i].Add(now, used, Slices[i]);
            }
        }
    }
}
