namespace Penstock.Pipeline.Budgets;

/// <summary>The last values of something, and the greatest of them.</summary>
internal sealed class RecentMost
{
    private const int Kept = 64;

    private readonly double[] _values = new double[Kept];
    private double _most = double.NegativeInfinity;
    private int _noted;

    /// <summary>Notes a value; the greatest of those that are kept.</summary>
    public double Add(double value)
    {
        ref var place = ref _values[_noted % Kept];
        var gone = _noted < Kept ? double.NegativeInfinity : place;
        place = value;
        _noted++;
        if (value >= _most)
        {
            _most = value;
        }
        else if (gone == _most)
        {
            _most = value;
            foreach (var one in _values)
            {
                _most = Math.Max(_most, one);
            }
        }

        return _most;
    }
}
