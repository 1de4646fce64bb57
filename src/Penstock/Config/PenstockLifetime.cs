using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Pipeline;
using Penstock.Pipeline.Authenticate;
using Penstock.Pipeline.Limits;
using Penstock.Resources.Calls;
using Penstock.Resources.Health;

namespace Penstock.Config;

/// <summary>The beginning and the end of a server, and the reloads between them.</summary>
internal sealed class PenstockLifetime(
    PenstockOptions options,
    Settings settings,
    CatalogBuilder builder,
    CatalogSource catalogue,
    KeyRegistry keys,
    LimitsStage limits,
    CallLimits callLimits,
    RunningCalls running,
    ServerState state,
    ILogger<PenstockLifetime> log) : IHostedLifecycleService, IAsyncDisposable
{
    private static readonly CallError Ending = new(ErrorKind.Unavailable, "The server is ending. Send the call again.") { RetryAfter = TimeSpan.FromSeconds(1) };
    private readonly SemaphoreSlim _building = new(1, 1);
    private ConfigWatcher? _watcher;

    /// <summary>Before anything listens: models are loaded and keys are read, or the start fails.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        await builder.FetchAsync(settings.Config, cancellationToken);
        var (loaded, mistakes) = builder.Build(settings.Reading);
        catalogue.Current = loaded ?? throw new ConfigUnusableException(string.Join('\n', mistakes));
        await keys.LoadAsync(cancellationToken);
        if (options.AdminKey is { } given)
        {
            settings.Scrubber.Register(given);
        }

        if (await keys.EnsureAdminAsync(options.AdminKey, cancellationToken) is { } made)
        {
            settings.Scrubber.Register(made);
            options.OnAdminKey?.Invoke(made);
        }

        builder.Services.KeepTrying(RebuildAsync);
        if (options.ConfigFile is { } file)
        {
            _watcher = new ConfigWatcher(file, settings.Reading.Text, settings.Variables, ReloadAsync, options.Time);
        }
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Everything listens.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        state.Ready = true;
        return Task.CompletedTask;
    }

    /// <summary>Told to end: no longer ready; what runs may finish, and is cut when the time is over.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        state.Ready = false;
        await DisposeAsync();
        var begun = options.Time.GetTimestamp();
        SetupLog.Ending(log, running.Count);
        while (running.Count > 0 && options.Time.GetElapsedTime(begun) < settings.Config.Server.ShutdownTimeout && !cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), options.Time, CancellationToken.None);
        }

        var cut = running.Stop(_ => true, Ending);
        if (cut > 0)
        {
            SetupLog.Cut(log, cut);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _watcher, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    // Good: the whole is swapped at once. Bad: the old stays, and the log says why.
    private async ValueTask ReloadAsync(ConfigReading reading, CancellationToken ct)
    {
        if (reading.Config is not { } config)
        {
            SetupLog.ReloadRefused(log, reading.Format());
            return;
        }

        await _building.WaitAsync(ct);
        try
        {
            await builder.FetchAsync(config, ct);
            if (!Take(reading, config))
            {
                // What stays in force needs its own documents.
                await builder.FetchAsync(settings.Config, ct);
            }
        }
        finally
        {
            _building.Release();
        }
    }

    // What a server says of itself has come: the same configuration, with more known.
    private async Task RebuildAsync()
    {
        await _building.WaitAsync();
        try
        {
            if (builder.Build(settings.Reading).Catalogue is { } loaded)
            {
                catalogue.Current = loaded;
            }
        }
        finally
        {
            _building.Release();
        }
    }

    private bool Take(ConfigReading reading, PenstockConfig config)
    {
        var (loaded, mistakes) = builder.Build(reading);
        if (loaded is null)
        {
            SetupLog.ReloadRefused(log, string.Join('\n', mistakes));
            return false;
        }

        settings.Apply(reading);
        catalogue.Current = loaded;
        limits.Options = Settings.Limits(config);
        callLimits.LongestBody = config.Server.MaxBodyBytes;
        SetupLog.Reloaded(log, loaded.All.Count);
        return true;
    }
}
