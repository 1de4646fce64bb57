using Microsoft.Extensions.Logging;

namespace Penstock.Gateways.Repository;

/// <summary>A model file that is brought from elsewhere, in the background, and tried again until it is here.</summary>
internal sealed class RemoteFile : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(2);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _fetching;

    /// <param name="spec">What is fetched.</param>
    /// <param name="time">For the pauses.</param>
    /// <param name="log">For what goes wrong.</param>
    /// <param name="arrived">Told when the file is here, or when it is known why it is not.</param>
    public RemoteFile(ModelSpec spec, TimeProvider time, ILogger log, Func<CancellationToken, Task> arrived)
    {
        Settings = spec.Settings;
        _fetching = Task.Run(() => FetchAsync(spec, time, log, arrived, _stop.Token));
    }

    /// <summary>What it is fetched for: other settings mean another file.</summary>
    public string Settings { get; }

    /// <summary>Where it is on this machine; null until it is here.</summary>
    public string? Path { get; private set; }

    /// <summary>Why it is not here; null while nobody knows.</summary>
    public string? Error { get; private set; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _fetching;
        _stop.Dispose();
    }

    private async Task FetchAsync(ModelSpec spec, TimeProvider time, ILogger log, Func<CancellationToken, Task> arrived, CancellationToken ct)
    {
        try
        {
            for (var delay = FirstDelay; Path is null; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
            {
                (Path, Error) = await spec.Fetch!(ct);
                await arrived(ct);
                if (Path is null)
                {
                    RepositoryLog.NotFetched(log, spec.Id, Error ?? "", delay.TotalSeconds);
                    await Task.Delay(delay, time, ct);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // disposed
        }
    }
}
