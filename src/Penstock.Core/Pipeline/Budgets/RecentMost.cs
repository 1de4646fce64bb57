namespace Penstock.Pipeline.Budgets;

/// <summary>The greatest of the last values of something: of 32 at least, of 64 at most.</summary>
internal struct RecentMost()
{
    private const int Kept = 32;

    private double _most = double.NegativeInfinity;
    private double _mostBefore = double.NegativeInfinity;
    private int _noted;

    /// <summary>Notes a value; the greatest of those that count.</summary>
    public double Add(double value)
    {
        if (_noted == Kept)
        {
            (_mostBefore, _most, _noted) = (_most, double.NegativeInfinity, 0);
        }

        _noted++;
        _most = Math.Max(_most, value);
        return Math.Max(_most, _mostBefore);
    }
}
