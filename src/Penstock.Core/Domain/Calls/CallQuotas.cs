using Penstock.Domain.Access;

namespace Penstock.Domain.Calls;

/// <summary>How a call stands with the limits that hold it: of each unit the tightest. For the headers of its answer.</summary>
public sealed class CallQuotas
{
    private Quota _requests;
    private Quota _input;
    private Quota _output;
    private Quota _total;

    /// <summary>The tightest limit of a unit, as it stands here; its <see cref="Quota.Limit"/> is null where none holds.</summary>
    public ref readonly Quota Of(LimitUnit unit) => ref At(unit);

    /// <summary>Takes a limit in if it is tighter than what is there: less is left, or as little for longer.</summary>
    public void Take(LimitUnit unit, in Quota quota)
    {
        ref var there = ref At(unit);
        if (there.Limit is null || quota.Remaining < there.Remaining || (quota.Remaining == there.Remaining && quota.Reset > there.Reset))
        {
            there = quota;
        }
    }

    /// <summary>Forgets all, to be filled anew.</summary>
    public void Clear() => _requests = _input = _output = _total = default;

    private ref Quota At(LimitUnit unit)
    {
        switch (unit)
        {
            case LimitUnit.Requests:
                return ref _requests;
            case LimitUnit.InputTokens:
                return ref _input;
            case LimitUnit.OutputTokens:
                return ref _output;
            default:
                return ref _total;
        }
    }
}
