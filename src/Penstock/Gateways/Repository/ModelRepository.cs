using Microsoft.Extensions.Logging;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Repository;

/// <summary>
/// The models that are files: what is loaded of them, and the loading, unloading and choosing of versions. One at a time changes it, beside
/// the calls; whatever has changed is told to <see cref="Changed"/>, which puts <see cref="Models"/> in force.
/// </summary>
/// <param name="catalogue">For the names of the other models.</param>
/// <param name="holds">Who holds which engine.</param>
/// <param name="store">What was decided by hand.</param>
/// <param name="time">The clock.</param>
/// <param name="log">For what comes, goes and is refused.</param>
internal sealed class ModelRepository(CatalogSource catalogue, EngineHolds holds, ReleaseStore store, TimeProvider time, ILogger log)
    : IModelRepository, IModelReleases, IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly RepositoryPass _pass = new(holds, store, time, log);

    /// <summary>Told, by one at a time, when <see cref="Models"/> has changed.</summary>
    public Action? Changed { get; set; }

    /// <summary>The models as the catalogue shows them.</summary>
    public IReadOnlyList<Model> Models => [.. _pass.Entries.Values.Select(EntryModel.Of)];

    /// <inheritdoc/>
    public IReadOnlyList<ModelRelease> Releases
    {
        get
        {
            var entries = _pass.Entries;
            var others = catalogue.Current.All.Where(model => !entries.ContainsKey(model.Id))
                .Select(model => new ModelRelease(model.Id, model.Source, [new VersionRelease(model.Version, model.NotReady is null ? ModelCondition.Ready : ModelCondition.Unavailable, model.NotReady ?? "")]) { Default = model.Version });
            return [.. entries.Values.Select(EntryRelease.Of).Concat(others).OrderBy(release => release.Name, StringComparer.Ordinal)];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ModelState> States =>
        [.. Releases.SelectMany(release => release.Versions.Where(version => version.IsKept).Select(version => new ModelState(release.Name, version.Version, version.Condition, version.Reason)))];

    /// <summary>Takes a plan: loads what it says, and returns when that serves or it is known why it does not.</summary>
    public async Task ApplyAsync(RepositoryPlan plan, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        _pass.Arrived ??= token => LookAsync(token);
        await _pass.ApplyAsync(plan, ct);
    }

    /// <summary>Looks at the files of what is watched, and loads what has changed and settled.</summary>
    /// <returns>Whether something has not settled yet.</returns>
    public async Task<bool> LookAsync(CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        var (changed, pending) = await _pass.LookAsync(ct);
        if (changed)
        {
            Changed?.Invoke();
        }

        return pending;
    }

    /// <inheritdoc/>
    public async ValueTask<CallError?> LoadAsync(string model, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        if (await _pass.LoadAsync(model, ct) is not { } entry)
        {
            return Foreign(model);
        }

        Changed?.Invoke();
        return entry.Default is null || entry.Refused.Count > 0 || entry.Trouble is not null
            ? new CallError(ErrorKind.Conflict, $"The model '{model}' was not loaded{(entry.Default is null ? "" : ", what served before still does")}: {EntryModel.Reason(entry).TrimEnd('.')}.")
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<CallError?> UnloadAsync(string model, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        if (_pass.Entries.GetValueOrDefault(model) is not { } entry)
        {
            return Foreign(model);
        }

        entry.Unload();
        Changed?.Invoke();
        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<CallError?> RollBackAsync(string model, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        if (_pass.Entries.GetValueOrDefault(model) is not { } entry)
        {
            return Foreign(model);
        }

        if (entry.Default?.Files.Version is not { } current)
        {
            return new CallError(ErrorKind.Conflict, $"The model '{model}' has no versions, or none that serves: there is nothing to go back from.");
        }

        var older = entry.Found.Versions.Select(version => version.Version!).FirstOrDefault(version => VersionOrder.OldestFirst.Compare(version, current) < 0 && !entry.IsAside(version));
        return older is null
            ? new CallError(ErrorKind.Conflict, $"The model '{model}' has no version older than {current}.")
            : await ChooseAsync(entry, entry.Choice with { Pinned = older }, older, "roll-back", ct);
    }

    /// <inheritdoc/>
    public async ValueTask<CallError?> PinAsync(string model, string? version, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        return _pass.Entries.GetValueOrDefault(model) is { } entry
            ? await ChooseAsync(entry, entry.Choice with { Pinned = version }, version, version is null ? "going back to the newest version" : "choosing a version", ct)
            : Foreign(model);
    }

    /// <inheritdoc/>
    public async ValueTask<CallError?> CanaryAsync(string model, CanaryRule? canary, CancellationToken ct)
    {
        using var turn = await TurnAsync(ct);
        if (_pass.Entries.GetValueOrDefault(model) is not { } entry)
        {
            return Foreign(model);
        }

        return entry.Spec.Canary is not null
            ? new CallError(ErrorKind.Conflict, $"The configuration file declares the canary of '{model}': change it there.")
            : await ChooseAsync(entry, entry.Choice with { Canary = canary }, canary?.Version, canary is null ? "taking the canary away" : $"a canary of {canary.Weight} %", ct);
    }

    /// <summary>Lets go of every engine.</summary>
    public async ValueTask DisposeAsync()
    {
        using var turn = await TurnAsync(CancellationToken.None);
        await _pass.DisposeAsync();
    }

    private async Task<CallError?> ChooseAsync(ModelEntry entry, ReleaseChoice choice, string? needed, string action, CancellationToken ct)
    {
        var (model, old) = (entry.Spec.Id, entry.Choice);
        if (needed is not null && entry.Found.Versions.All(version => version.Version != needed))
        {
            var known = entry.Found.Versions.Select(version => version.Version).OfType<string>().ToArray();
            return new CallError(ErrorKind.NotFound, $"The model '{model}' has no version '{ModelName.Shown(needed)}'" + (known.Length > 0 ? $"; it has {string.Join(", ", known)}." : "."));
        }

        await entry.RefreshAsync(entry.Spec, entry.Found, choice, _ => true, force: false, ct);
        if (needed is not null && !entry.Ready.ContainsKey(needed))
        {
            var reason = entry.Unloaded ? "the model is unloaded" : entry.Refused.GetValueOrDefault(needed)?.Reason ?? "it does not serve";
            await entry.RefreshAsync(entry.Spec, entry.Found, old, _ => true, force: false, ct);
            return new CallError(ErrorKind.Conflict, $"Version {needed} of the model '{model}' cannot be used: {reason.TrimEnd('.')}.");
        }

        store.Set(model, choice);
        Changed?.Invoke();
        RepositoryLog.Changed(log, model, action, entry.Default?.Files.Version ?? "none");
        return null;
    }

    private CallError Foreign(string model) => catalogue.Current.Find(model) is { } other
        ? new CallError(ErrorKind.Conflict, $"The model '{model}' is no file of a repository (it runs on '{other.Targets.FirstOrDefault()?.Provider ?? other.Source}'): it is always loaded, and has no versions.")
        : new CallError(ErrorKind.ModelNotFound, $"The model '{ModelName.Shown(model)}' does not exist.") { Param = "model" };

    private async Task<Turn> TurnAsync(CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        return new Turn(_turn);
    }

    private readonly struct Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
