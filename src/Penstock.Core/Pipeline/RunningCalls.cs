using System.Collections.Concurrent;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline;

/// <summary>The calls that run now: so that a revoked key stops its streams, and a shutdown waits for or cuts what is left.</summary>
public sealed class RunningCalls : IEndAction
{
    private readonly ConcurrentDictionary<string, Call> _calls = new(StringComparer.Ordinal);

    /// <summary>How many run.</summary>
    public int Count => _calls.Count;

    /// <summary>A call began.</summary>
    public void Add(Call call) => _calls[call.Id] = call;

    /// <inheritdoc/>
    public ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        _calls.TryRemove(call.Id, out _);
        return ValueTask.CompletedTask;
    }

    /// <summary>Stops the calls that a condition holds for; returns how many.</summary>
    public int Stop(Func<Call, bool> which, CallError reason)
    {
        var stopped = 0;
        foreach (var (_, call) in _calls)
        {
            if (which(call))
            {
                call.Stop(reason);
                stopped++;
            }
        }

        return stopped;
    }
}
