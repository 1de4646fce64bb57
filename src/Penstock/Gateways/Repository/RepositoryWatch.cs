using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Repository;

/// <summary>
/// Looks at the models' files again and again. The operating system's notices only make it look sooner; what counts is polling, which also
/// sees swapped links and network folders.
/// </summary>
internal sealed class RepositoryWatch : IAsyncDisposable
{
    /// <summary>Between two looks.</summary>
    public static readonly TimeSpan PollPeriod = TimeSpan.FromSeconds(2);

    /// <summary>Between the look that sees a change and the one that finds it settled.</summary>
    public static readonly TimeSpan SettlePeriod = TimeSpan.FromMilliseconds(200);

    private readonly ModelRepository _repository;
    private readonly ILogger _log;
    private readonly Channel<bool> _looks = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _timer;
    private readonly Task _loop;
    private FileNotices _notices = new([], static () => { });

    /// <summary>Begins to look.</summary>
    public RepositoryWatch(ModelRepository repository, TimeProvider time, ILogger log)
    {
        (_repository, _log) = (repository, log);
        _timer = time.CreateTimer(_ => Look(), null, PollPeriod, PollPeriod);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Has the operating system tell of changes in these folders and of these files.</summary>
    public void Notice(IEnumerable<string> paths)
    {
        var old = _notices;
        _notices = new FileNotices(paths, Look);
        old.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _notices.Dispose();
        await _timer.DisposeAsync();
        _looks.Writer.TryComplete();
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
    }

    private void Look() => _looks.Writer.TryWrite(true);

    private async Task RunAsync()
    {
        try
        {
            await foreach (var _ in _looks.Reader.ReadAllAsync(_stop.Token))
            {
                if (await LookAsync())
                {
                    _timer.Change(SettlePeriod, PollPeriod);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // disposed
        }
    }

    private async Task<bool> LookAsync()
    {
        try
        {
            return await _repository.LookAsync(_stop.Token);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            RepositoryLog.LookFailed(_log, exception);
            return false;
        }
    }
}
