using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Penstock.Config.Governance;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Repository;
using Penstock.Pipeline;
using Penstock.Pipeline.Authenticate;
using Penstock.Pipeline.Budgets;
using Penstock.Pipeline.Limits;
using Penstock.Resources.Calls;
using Penstock.Resources.Health;

namespace Penstock.Config;

/// <summary>The beginning and the end of a server, and the reloads between them.</summary>
internal sealed class PenstockLifetime(
    PenstockOptions options,
    Settings settings,
    SecretStores secrets,
    CatalogBuilder builder,
    CatalogPublisher publisher,
    ModelRepository repository,
    EngineShelf engines,
    EngineHolds holds,
    GovernedKinds governed,
    SecretUses secretUses,
    CatalogRefresh refresh,
    RequestKinds requests,
    BudgetBook budgets,
    BudgetKeeper budgetKeeper,
    KeyRegistry keys,
    Sessions sessions,
    KeyUses uses,
    RosterKeeper roster,
    LimitsStage limits,
    LimitBook book,
    CallLimits callLimits,
    RunningCalls running,
    ServerState state,
    ILogger<PenstockLifetime> log) : IHostedLifecycleService, IAsyncDisposable
{
    private static readonly CallError Ending = new(ErrorKind.Unavailable, "The server is ending. Send the call again.") { RetryAfter = TimeSpan.FromSeconds(1) };
    private readonly SemaphoreSlim _building = new(1, 1);
    private ConfigWatcher? _watcher;
    private RepositoryWatch? _files;

    /// <summary>Before anything listens: models are loaded and keys are read, or the start fails.</summary>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        secrets.Apply(settings.Reading);
        await governed.LoadAsync(cancellationToken);
        await keys.LoadAsync(cancellationToken);
        await requests.LoadAsync(cancellationToken);
        if (governed.Check(settings.Reading) is { Count: > 0 } wrong)
        {
            throw new ConfigUnusableException(string.Join('\n', wrong));
        }

        governed.Declare(settings.Reading);
        secretUses.Start();
        governed.Budgets.Things.Changed += () => budgets.Take(governed.Budgets.Things.Values.Values);
        budgets.Take(governed.Budgets.Things.Values.Values);
        await budgetKeeper.LoadAsync(cancellationToken);
        roster.Start();
        await builder.FetchAsync(settings.Config, cancellationToken);
        var (built, mistakes) = builder.Build(settings.Reading);
        await publisher.PublishAsync(built ?? throw new ConfigUnusableException(string.Join('\n', mistakes)), cancellationToken);
        if (builder.Refused(repository.States) is { Count: > 0 } refused)
        {
            throw new ConfigUnusableException(string.Join('\n', refused));
        }

        TellOfNobody();
        await sessions.LoadAsync(cancellationToken);
        await uses.LoadAsync(cancellationToken);
        if (options.AdminKey is { } given)
        {
            settings.Scrubber.Register(given);
        }

        if (await keys.EnsureAdminAsync(options.AdminKey, cancellationToken) is { } made)
        {
            settings.Scrubber.Register(made);
            options.OnAdminKey?.Invoke(made);
        }

        builder.Services.KeepTrying(() => RebuildAsync(fetch: false, CancellationToken.None));
        refresh.RunAsync = ct => RebuildAsync(fetch: true, ct);
        if (options.ConfigFile is { } file)
        {
            _watcher = new ConfigWatcher(file, settings.Reading.Text, settings.Variables, ReloadAsync, options.Time);
        }

        _files = new RepositoryWatch(repository, options.Time, log);
        _files.Notice(Watched(built.Files));
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
        book.EndWaiting();
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

    /// <summary>Nothing runs any more: engines are disposed before the process, and the libraries they use, end.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await publisher.EndAsync();
        engines.Clear();
        await holds.SettleAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _watcher, null) is { } watcher)
        {
            await watcher.DisposeAsync();
        }

        if (Interlocked.Exchange(ref _files, null) is { } files)
        {
            await files.DisposeAsync();
        }
    }

    private void TellOfNobody()
    {
        foreach (var (by, model) in governed.Unserved())
        {
            SetupLog.AboutNobody(log, by, model);
        }
    }

    private static IEnumerable<string> Watched(RepositoryPlan plan) =>
        plan.Folders.Where(folder => folder.Watch).Select(folder => folder.Path).Concat(plan.Models.Where(model => model.Watch && model.Fetch is null).Select(model => model.Path));

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
            // Documents of services may need keys of stores that are new.
            secrets.Apply(reading);
            await builder.FetchAsync(config, ct);
            if (!await TakeAsync(reading, config, ct))
            {
                // What stays in force needs its own documents.
                secrets.Apply(settings.Reading);
                await builder.FetchAsync(settings.Config, ct);
            }
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A bug: it must not end the watch of the file, without a word, for good.
            SetupLog.ReloadFaulted(log, fault);
        }
        finally
        {
            _building.Release();
        }
    }

    // What a server says of itself has come, or the management API has changed something: the same file, with more known.
    private async Task RebuildAsync(bool fetch, CancellationToken ct)
    {
        await _building.WaitAsync(ct);
        try
        {
            if (fetch)
            {
                await builder.FetchAsync(settings.Config, ct);
            }

            var (built, mistakes) = builder.Build(settings.Reading);
            if (built is null)
            {
                SetupLog.ReloadRefused(log, string.Join('\n', mistakes));
                return;
            }

            await publisher.PublishAsync(built, CancellationToken.None);
        }
        finally
        {
            _building.Release();
        }
    }

    private async Task<bool> TakeAsync(ConfigReading reading, PenstockConfig config, CancellationToken ct)
    {
        var (built, mistakes) = governed.Check(reading) is { Count: > 0 } wrong ? (null, wrong) : builder.Build(reading);
        if (built is null)
        {
            SetupLog.ReloadRefused(log, string.Join('\n', mistakes));
            return false;
        }

        // The catalogue comes last: who finds a file's models meets its limits, too.
        settings.Apply(reading);
        governed.Declare(reading);
        limits.Options = Settings.Limits(config);
        callLimits.LongestBody = config.Server.MaxBodyBytes;
        await publisher.PublishAsync(built, ct);
        _files?.Notice(Watched(built.Files));
        TellOfNobody();
        SetupLog.Reloaded(log, built.Fixed.Count + repository.Models.Count);
        return true;
    }
}
