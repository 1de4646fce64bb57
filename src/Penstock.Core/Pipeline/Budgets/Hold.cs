using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>What one call holds of every budget it is under: the same amount of each. Its members are touched under the book's lock only.</summary>
internal sealed class Hold(string callId, AccountSet accounts, SliceSet slices, long since, long until)
{
    /// <summary>The call.</summary>
    public string CallId => callId;

    /// <summary>The accounts, each once.</summary>
    public AccountSet Accounts => accounts;

    /// <summary>Where on each it is noted.</summary>
    public SliceSet Slices { get; private set; } = slices;

    /// <summary>When it began, Unix microseconds.</summary>
    public long Since => since;

    /// <summary>When the call's time is up, Unix microseconds.</summary>
    public long Until => until;

    /// <summary>What it holds now.</summary>
    public long Units { get; set; }

    /// <summary>Whether it was settled: then it holds nothing, and nothing changes it any more.</summary>
    public bool Settled { get; set; }

    /// <summary>Its lines, as they are kept.</summary>
    public IReadOnlyList<BudgetLine> Lines => Slices.Lines;

    /// <summary>Notes on an account in another slice from now on, what it holds already too.</summary>
    public void MoveTo(int account, Slice slice)
    {
        accounts.All[account].Reserve(Slices[account], -Units);
        Slices = Slices.With(account, slice);
        accounts.All[account].Reserve(slice, Units);
    }
}
