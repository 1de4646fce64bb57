namespace Penstock.Gateways.Storage.Journals;

/// <summary>Those who wait for their frames, in the order they came.</summary>
internal struct PendingAppends
{
    private PendingAppend? _first;
    private PendingAppend? _last;

    /// <summary>One more.</summary>
    public void Add(PendingAppend waiting)
    {
        waiting.Next = null;
        _last = _last is null ? _first = waiting : _last.Next = waiting;
    }

    /// <summary>All of others, whose frames were written, or not.</summary>
    public void Add(PendingAppends others, IOException? fault)
    {
        for (var waiting = fault is null ? null : others._first; waiting is not null; waiting = waiting.Next)
        {
            waiting.Fault = fault;
        }

        if (_last is null)
        {
            this = others;
        }
        else if (others._first is not null)
        {
            (_last.Next, _last) = (others._first, others._last);
        }
    }

    /// <summary>Ends everybody's wait.</summary>
    public void Complete()
    {
        var waiting = _first;
        (_first, _last) = (null, null);
        while (waiting is not null)
        {
            // Once completed it may be in use again.
            var next = waiting.Next;
            waiting.Complete();
            waiting = next;
        }
    }
}
