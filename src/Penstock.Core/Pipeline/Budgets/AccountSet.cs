namespace Penstock.Pipeline.Budgets;

/// <summary>The accounts that calls of one kind count on, each once: the same for each call, so that they are found once.</summary>
internal sealed class AccountSet(IReadOnlyList<Account> all)
{
    /// <summary>Calls that no budget is about.</summary>
    public static readonly AccountSet None = new([]);

    private readonly Account[] _all = [.. all];
    private SliceSet? _slices;

    /// <summary>The accounts.</summary>
    public ReadOnlySpan<Account> All => _all;

    /// <summary>How many.</summary>
    public int Count => _all.Length;

    /// <summary>The first.</summary>
    public Account First => _all[0];

    /// <summary>Brings them to an instant, and gives the slices that spending is noted in now; under the book's lock.</summary>
    public SliceSet At(long now)
    {
        var same = _slices is not null;
        for (var i = 0; i < _all.Length; i++)
        {
            same &= _all[i].At(now) == _slices?[i];
        }

        return same ? _slices! : _slices = new SliceSet(Array.ConvertAll(_all, account => account.At(now)));
    }

    /// <summary>The first account of which something is true; null when there is none.</summary>
    public Account? Find(Predicate<Account> which) => Array.Find(_all, which);
}
