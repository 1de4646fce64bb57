using Penstock.Domain.Money;

namespace Penstock.Pipeline.Budgets;

/// <summary>What one call holds of every budget it is under: the same amount of each. Its members are touched under the book's lock only.</summary>
internal sealed class Hold(string callId, IReadOnlyList<Account> accounts, Slice[] slices, long until)
{
    private IReadOnlyList<BudgetLine>? _lines;

    /// <summary>The call.</summary>
    public string CallId => callId;

    /// <summary>The accounts, each once.</summary>
    public IReadOnlyList<Account> Accounts => accounts;

    /// <summary>Where on each it is noted.</summary>
    public Slice[] Slices => slices;

    /// <summary>When the call's time is up, Unix microseconds.</summary>
    public long Until => until;

    /// <summary>What it holds now.</summary>
    public long Units { get; set; }

    /// <summary>Whether it was settled: then it holds nothing, and nothing changes it any more.</summary>
    public bool Settled { get; set; }

    /// <summary>Its lines, as they are kept.</summary>
    public IReadOnlyList<BudgetLine> Lines => _lines ??= Name();

    /// <summary>Notes on an account in another slice from now on, what it holds already too.</summary>
    public void MoveTo(int account, Slice slice)
    {
        accounts[account].Reserve(slices[account], -Units);
        slices[account] = slice;
        accounts[account].Reserve(slice, Units);
        _lines = null;
    }

    private BudgetLine[] Name()
    {
        var lines = new BudgetLine[slices.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = slices[i].Line;
        }

        return lines;
    }
}
