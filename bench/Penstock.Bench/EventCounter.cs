namespace Penstock.Bench;

/// <summary>Counts the numbered events (<c>#0#</c>, <c>#1#</c>, …) of a synthetic stream and sees gaps and doubles.</summary>
internal sealed class EventCounter
{
    private bool _inside;
    private int _number;
    private int _digits;

    /// <summary>Events that came in their order.</summary>
    public int InOrder { get; private set; }

    /// <summary>Events that came twice, late, or after a gap.</summary>
    public int OutOfOrder { get; private set; }

    public void Reset() => (_inside, _number, _digits, InOrder, OutOfOrder) = (false, 0, 0, 0, 0);

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b == '#')
            {
                if (_inside && _digits > 0)
                {
                    if (_number == InOrder)
                    {
                        InOrder++;
                    }
                    else
                    {
                        OutOfOrder++;
                    }

                    _inside = false;
                }
                else
                {
                    _inside = true;
                }

                (_number, _digits) = (0, 0);
            }
            else if (_inside && b is >= (byte)'0' and <= (byte)'9')
            {
                _number = (_number * 10) + (b - '0');
                _digits++;
            }
            else
            {
                _inside = false;
            }
        }
    }
}
