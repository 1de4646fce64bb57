namespace Penstock.Pipeline.Limits;

/// <summary>
/// One key's counters. The starts of the last 60 seconds are kept one by one, so that no window of 60 seconds, wherever it
/// begins, ever holds more than the limit; that costs eight bytes for each allowed start.
/// </summary>
internal sealed class KeyCounters
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);
    private readonly Lock _gate = new();
    private readonly Queue<long> _starts = new();
    private int _running;

    public LimitRefusal? TryEnter(TimeProvider time, int? requestsPerMinute, int? maxConcurrentCalls)
    {
        lock (_gate)
        {
            if (_running >= maxConcurrentCalls)
            {
                return new LimitRefusal("max_concurrent_calls", maxConcurrentCalls.Value, null);
            }

            if (requestsPerMinute is { } limit)
            {
                var now = time.GetTimestamp();
                while (_starts.TryPeek(out var oldest) && time.GetElapsedTime(oldest, now) >= Window)
                {
                    _starts.Dequeue();
                }

                if (_starts.Count >= limit)
                {
                    // After a limit was lowered, more than one start must age out before there is a place again.
                    var freeing = limit == 0 ? now : _starts.Count == limit ? _starts.Peek() : _starts.ElementAt(_starts.Count - limit);
                    return new LimitRefusal("requests_per_minute", limit, Window - time.GetElapsedTime(freeing, now));
                }

                _starts.Enqueue(now);
            }

            _running++;
            return null;
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            _running--;
        }
    }
}
