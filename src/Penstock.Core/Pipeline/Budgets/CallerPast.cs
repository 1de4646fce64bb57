namespace Penstock.Pipeline.Budgets;

/// <summary>How long the answers were that one caller got of one model.</summary>
internal sealed class CallerPast
{
    private const int Kept = 32;
    private readonly Lock _gate = new();
    private readonly long[] _lengths = new long[Kept];
    private int _noted;

    /// <summary>A length that nine of ten answers did not exceed; null while there were too few.</summary>
    public long? Usual
    {
        get
        {
            lock (_gate)
            {
                var known = Math.Min(_noted, Kept);
                if (known < 4)
                {
                    return null;
                }

                Span<long> sorted = stackalloc long[Kept];
                _lengths.AsSpan(0, known).CopyTo(sorted);
                sorted[..known].Sort();
                return sorted[(known * 9 / 10) - (known % 10 == 0 ? 1 : 0)];
            }
        }
    }

    /// <summary>Notes the output tokens of an answer.</summary>
    public void Note(long output)
    {
        lock (_gate)
        {
            _lengths[_noted++ % Kept] = output;
        }
    }
}
