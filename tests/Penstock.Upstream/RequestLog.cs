namespace Penstock.Upstream;

/// <summary>The last requests, and those who wait for one.</summary>
internal sealed class RequestLog(int capacity)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ReceivedRequest> _requests = [];
    private readonly List<Waiter> _waiters = [];
    private int _ordinal;

    public bool Enabled => capacity > 0;

    public int NextOrdinal() => Interlocked.Increment(ref _ordinal) - 1;

    public IReadOnlyList<ReceivedRequest> Snapshot()
    {
        lock (_gate)
        {
            return [.. _requests];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _requests.Clear();
        }
    }

    public void Add(ReceivedRequest request)
    {
        lock (_gate)
        {
            _requests.AddLast(request);
            if (_requests.Count > capacity)
            {
                _requests.RemoveFirst();
            }

            _waiters.RemoveAll(waiter => waiter.Match(request) && waiter.Found.TrySetResult(request));
        }
    }

    /// <summary>The first request that matches, among those that came and those to come.</summary>
    public Task<ReceivedRequest> WaitAsync(Func<ReceivedRequest, bool> match)
    {
        lock (_gate)
        {
            if (_requests.FirstOrDefault(match) is { } known)
            {
                return Task.FromResult(known);
            }

            var waiter = new Waiter(match, new(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiters.Add(waiter);
            return waiter.Found.Task;
        }
    }

    private sealed record Waiter(Func<ReceivedRequest, bool> Match, TaskCompletionSource<ReceivedRequest> Found);
}
