using Penstock.Domain.Access;

namespace Penstock.Pipeline.Limits;

/// <summary>What keeps a call out.</summary>
/// <param name="Scope">Where; null when nothing does.</param>
/// <param name="Rate">Which of the limit's rates; below zero when it is none of them.</param>
/// <param name="Need">How much the call needs of it.</param>
internal readonly record struct LimitBlock(ScopeCounters? Scope, int Rate, long Need)
{
    private const int Concurrency = -1;
    private const int Line = -2;

    /// <summary>As many run as may.</summary>
    public static LimitBlock OfConcurrency(ScopeCounters scope) => new(scope, Concurrency, 1);

    /// <summary>Others came before.</summary>
    public static LimitBlock OfLine(ScopeCounters scope) => new(scope, Line, 1);

    /// <summary>The rate; null for none.</summary>
    public LimitRate? Of => Rate < 0 ? null : Scope!.Limit.Limit.Rates[Rate];

    /// <summary>Whether the call asks for more than there ever is.</summary>
    public bool IsTooMuch => Of is { Unit: not LimitUnit.Requests } && Need > Scope!.Rates[Rate].Slice;

    /// <summary>
    /// When there is room, as a timestamp, if nobody else takes it and everything that runs goes on to hold what it holds; the greatest there
    /// is where that is for running calls to say.
    /// </summary>
    public long FreeAt(long now) => At(now, Of is { } rate ? Scope!.Held(rate.Unit) : 0);

    /// <summary>When there may be room at the earliest: if everything that runs gives all back that it holds.</summary>
    public long HopeAt(long now) => Of is null ? now : At(now, 0);

    private long At(long now, long held)
    {
        if (Of is not { } rate)
        {
            return long.MaxValue;
        }

        ref readonly var counted = ref Scope!.Rates[Rate];
        var at = counted.Window.FitsAt(Need + held, counted.Slice, now);
        return at == long.MaxValue && rate.Unit == LimitUnit.Requests ? Math.Max(now + 1, counted.Window.EmptyAt) : at;
    }
}
