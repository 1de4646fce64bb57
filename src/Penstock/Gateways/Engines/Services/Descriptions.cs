using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Engines.Services;

/// <summary>
/// The descriptions of all servers of one kind. They are fetched when the configuration is read; one that could not be had is tried again
/// in the background until it is there, and what it was before, if anything, stays in force until then.
/// </summary>
internal sealed class Descriptions<T>(TimeProvider time, ILogger<Descriptions<T>> log) : IAsyncDisposable
    where T : class
{
    /// <summary>The first wait before a description is tried again; it doubles.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, Description<T>> _known = new(StringComparer.Ordinal);
    private IReadOnlyList<IDescriptionSource<T>> _missing = [];
    private Func<Task>? _arrived;
    private Task _trying = Task.CompletedTask;
    private int _round;

    /// <summary>What is known of a source.</summary>
    public Description<T> Of(IDescriptionSource<T> source)
    {
        lock (_lock)
        {
            return _known.GetValueOrDefault(source.Key) ?? new Description<T>(null, $"{source.What} was not asked for yet");
        }
    }

    /// <summary>Fetches every description anew, all at once, and forgets those that are no longer asked for.</summary>
    public async Task RefreshAsync(IReadOnlyList<IDescriptionSource<T>> sources, CancellationToken ct)
    {
        var fetched = await Task.WhenAll(sources.Select(source => DescriptionFetch.FetchAsync(source, time, ct)));
        lock (_lock)
        {
            foreach (var gone in _known.Keys.Except(sources.Select(source => source.Key)).ToArray())
            {
                _known.Remove(gone);
            }

            for (var i = 0; i < sources.Count; i++)
            {
                Take(sources[i], fetched[i]);
            }

            // A file is read when the configuration is: nobody waits for it.
            _missing = [.. sources.Where((source, i) => fetched[i].Value is null && !source.IsFile)];
            Begin();
        }
    }

    /// <summary>From now on what is missing is tried again, and <paramref name="arrived"/> is called, never twice at once, when something came.</summary>
    public void KeepTrying(Func<Task> arrived)
    {
        lock (_lock)
        {
            _arrived = arrived;
            Begin();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task trying;
        lock (_lock)
        {
            (_arrived, trying) = (null, _trying);
        }

        await trying;
        _stop.Dispose();
    }

    private void Begin()
    {
        var round = ++_round;
        if (_missing.Count > 0 && _arrived is { } arrived && !_stop.IsCancellationRequested)
        {
            // One after the other: a round that was overtaken by a new configuration ends by itself.
            var before = _trying;
            _trying = Task.Run(async () =>
            {
                await before;
                await TryAsync(round, arrived);
            });
        }
    }

    private async Task TryAsync(int round, Func<Task> arrived)
    {
        var wait = FirstWait;
        try
        {
            while (true)
            {
                await Task.Delay(wait, time, _stop.Token);
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
                IReadOnlyList<IDescriptionSource<T>> missing;
                lock (_lock)
                {
                    missing = round == _round ? _missing : [];
                }

                if (missing.Count == 0)
                {
                    return;
                }

                var fetched = await Task.WhenAll(missing.Select(source => DescriptionFetch.FetchAsync(source, time, _stop.Token)));
                if (Took(round, missing, fetched))
                {
                    await arrived();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The server ends.
        }
    }

    private bool Took(int round, IReadOnlyList<IDescriptionSource<T>> missing, Description<T>[] fetched)
    {
        lock (_lock)
        {
            if (round != _round)
            {
                return false;
            }

            var came = false;
            for (var i = 0; i < missing.Count; i++)
            {
                // Another reason is news, too: the catalogue shows it.
                came |= fetched[i].Value is not null || fetched[i].Problem != _known.GetValueOrDefault(missing[i].Key)?.Problem;
                Take(missing[i], fetched[i]);
            }

            _missing = [.. missing.Where((_, i) => fetched[i].Value is null)];
            return came;
        }
    }

    private void Take(IDescriptionSource<T> source, Description<T> fetched)
    {
        var before = _known.GetValueOrDefault(source.Key);
        if (fetched.Problem is { } problem && problem != before?.Problem && !source.IsFile)
        {
            DescriptionLog.Missing(log, problem, before?.Value is not null);
        }
        else if (fetched.Value is not null && before is { Value: null })
        {
            DescriptionLog.Arrived(log, source.What);
        }

        _known[source.Key] = fetched with { Value = fetched.Value ?? before?.Value };
    }
}
