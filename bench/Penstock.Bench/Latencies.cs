namespace Penstock.Bench;

/// <summary>The latencies of one connection's calls, in a buffer that grows seldom; failed calls are counted apart.</summary>
internal sealed class Latencies
{
    private long[] _values = new long[16_384];
    private int _count;

    public int Failed { get; private set; }

    /// <summary>What the first failed call suffered from.</summary>
    public string? Failure { get; private set; }

    public IEnumerable<long> Taken => _values.Take(_count);

    public void Add(long since, string? failure)
    {
        if (failure is not null)
        {
            Failed++;
            Failure ??= failure;
            return;
        }

        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count * 4);
        }

        _values[_count++] = Linux.Now() - since;
    }
}
