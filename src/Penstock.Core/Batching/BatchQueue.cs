namespace Penstock.Batching;

/// <summary>What waits, by level and then by arrival. Belongs to the scheduler's lock.</summary>
internal sealed class BatchQueue<TEntry, TResult>
{
    private readonly LinkedList<Waiting<TEntry, TResult>> _entries = [];

    public int Count => _entries.Count;

    /// <summary>The rows of all that wait.</summary>
    public long Rows { get; private set; }

    /// <summary>How many of them may not wait as long as their callers do.</summary>
    public int Timed { get; private set; }

    public Waiting<TEntry, TResult> First => _entries.First!.Value;

    public void Add(Waiting<TEntry, TResult> entry)
    {
        // Nearly always its place is the last: few name a level.
        var before = _entries.Last;
        while (before is not null && before.Value.Level > entry.Level)
        {
            before = before.Previous;
        }

        if (before is null)
        {
            _entries.AddFirst(entry);
        }
        else
        {
            _entries.AddAfter(before, entry);
        }

        Rows += entry.Terms.Rows;
        Timed += entry.Terms.QueueTimeout is null ? 0 : 1;
        QueueLength.Add(1, entry.Terms);
    }

    public bool Remove(Waiting<TEntry, TResult> entry)
    {
        for (var node = _entries.First; node is not null; node = node.Next)
        {
            if (node.Value == entry)
            {
                Remove(node);
                return true;
            }
        }

        return false;
    }

    /// <summary>When the one that has waited longest arrived.</summary>
    public long OldestSince => _entries.Min(entry => entry.Since);

    /// <summary>
    /// Takes the next run's entries: the first, and with it whatever fits it, in order, up to a number of rows. What is not compatible is
    /// passed over, what is compatible but too large is not: smaller ones would go by it for ever.
    /// </summary>
    /// <param name="maxRows">The most rows; the first is taken however many it has.</param>
    /// <param name="overdue">Who arrived before goes first whatever its level.</param>
    /// <param name="fits">Whether an entry may go with the first.</param>
    public List<Waiting<TEntry, TResult>> Take(long maxRows, long overdue, Func<TEntry, TEntry, bool> fits)
    {
        var head = Head(overdue);
        var first = head.Value;
        var taken = new List<Waiting<TEntry, TResult>> { first };
        var rows = first.Terms.Rows;
        Remove(head);
        for (var node = _entries.First; node is not null && rows < maxRows;)
        {
            var (entry, next) = (node.Value, node.Next);
            if (fits(first.Entry, entry.Entry))
            {
                if (rows + entry.Terms.Rows > maxRows)
                {
                    break;
                }

                rows += entry.Terms.Rows;
                Remove(node);
                taken.Add(entry);
            }

            node = next;
        }

        return taken;
    }

    /// <summary>Takes those whose time is up.</summary>
    public List<Waiting<TEntry, TResult>> TakeExpired(TimeProvider time)
    {
        var expired = new List<Waiting<TEntry, TResult>>();
        for (var node = _entries.First; node is not null;)
        {
            var (entry, next) = (node.Value, node.Next);
            if (entry.Terms.QueueTimeout is { } timeout && time.GetElapsedTime(entry.Since) >= timeout)
            {
                Remove(node);
                expired.Add(entry);
            }

            node = next;
        }

        return expired;
    }

    private LinkedListNode<Waiting<TEntry, TResult>> Head(long overdue)
    {
        var head = _entries.First!;
        if (head.Value.Level == _entries.Last!.Value.Level)
        {
            return head;
        }

        LinkedListNode<Waiting<TEntry, TResult>>? passedOver = null;
        for (var node = head; node is not null; node = node.Next)
        {
            if (node.Value.Since <= overdue && (passedOver is null || node.Value.Sequence < passedOver.Value.Sequence))
            {
                passedOver = node;
            }
        }

        return passedOver ?? head;
    }

    private void Remove(LinkedListNode<Waiting<TEntry, TResult>> node)
    {
        _entries.Remove(node);
        Rows -= node.Value.Terms.Rows;
        Timed -= node.Value.Terms.QueueTimeout is null ? 0 : 1;
        QueueLength.Add(-1, node.Value.Terms);
    }
}
