using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Repository;

/// <summary>
/// Goes over the files of all models and brings the entries in line with them. It is used by one at a time. What has changed is loaded when
/// two looks in a row see the same; a model that is gone is dropped when two looks in a row miss it.
/// </summary>
internal sealed class RepositoryPass(EngineHolds holds, ReleaseStore store, TimeProvider time, ILogger log) : IAsyncDisposable
{
    private readonly Dictionary<string, RemoteFile> _remotes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private RepositoryPlan _plan = RepositoryPlan.Empty;

    /// <summary>The models, by name.</summary>
    public ImmutableSortedDictionary<string, ModelEntry> Entries { get; private set; } = ImmutableSortedDictionary.Create<string, ModelEntry>(StringComparer.Ordinal);

    /// <summary>Told when a file that was fetched is here.</summary>
    public Func<CancellationToken, Task>? Arrived { get; set; }

    /// <summary>Takes a plan and loads what it says. What is new is taken as it is: there was no look before.</summary>
    public async Task ApplyAsync(RepositoryPlan plan, CancellationToken ct)
    {
        _plan = plan;
        foreach (var (id, remote) in _remotes.Where(pair => plan.Models.All(spec => spec.Id != pair.Key || spec.Settings != pair.Value.Settings)).ToArray())
        {
            _remotes.Remove(id);
            await remote.DisposeAsync();
        }

        var known = Entries;
        var found = Find(watchedOnly: false);
        Drop(found, now: true);
        foreach (var (spec, files) in found)
        {
            await RefreshAsync(spec, files, trusted: !known.ContainsKey(spec.Id), force: false, ct);
        }
    }

    /// <summary>Looks at what is watched.</summary>
    /// <returns>Whether something has changed, and whether something has not settled.</returns>
    public async Task<(bool Changed, bool Pending)> LookAsync(CancellationToken ct)
    {
        var found = Find(watchedOnly: true);
        var (changed, pending) = Drop(found, now: false);
        foreach (var (spec, files) in found)
        {
            // What was fetched is whole.
            changed |= await RefreshAsync(spec, files, trusted: spec.Fetch is not null, force: false, ct);
            pending |= Entries[spec.Id].IsPending;
        }

        return (changed, pending);
    }

    /// <summary>Loads a model anew; null when it is none of these.</summary>
    public async Task<ModelEntry?> LoadAsync(string model, CancellationToken ct)
    {
        foreach (var (spec, files) in Find(watchedOnly: false).Where(pair => pair.Spec.Id == model))
        {
            await RefreshAsync(spec, files, trusted: true, force: true, ct);
        }

        return Entries.GetValueOrDefault(model);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var remote in _remotes.Values)
        {
            await remote.DisposeAsync();
        }

        _remotes.Clear();
        foreach (var entry in Entries.Values)
        {
            entry.Unload();
        }

        Entries = Entries.Clear();
    }

    private async Task<bool> RefreshAsync(ModelSpec spec, FoundModel files, bool trusted, bool force, CancellationToken ct)
    {
        var isNew = !Entries.TryGetValue(spec.Id, out var entry);
        if (entry is null)
        {
            entry = new ModelEntry(spec, holds, time, log);
            Entries = Entries.Add(spec.Id, entry);
        }

        var before = files.Versions.ToDictionary(version => version, version => _seen.GetValueOrDefault(KeyOf(spec, version)) == version.Stamp);
        foreach (var version in files.Versions)
        {
            _seen[KeyOf(spec, version)] = version.Stamp;
        }

        return await entry.RefreshAsync(spec, files, store.Of(spec.Id), version => trusted || before.GetValueOrDefault(version, true), force, ct) || isNew;
    }

    // The declared ones first: a folder's model of the same name is not served.
    private List<(ModelSpec Spec, FoundModel Files)> Find(bool watchedOnly)
    {
        var found = new List<(ModelSpec Spec, FoundModel Files)>();
        var names = new HashSet<string>(_plan.Taken, StringComparer.Ordinal);
        foreach (var spec in _plan.Models)
        {
            names.Add(spec.Id);
            if (!watchedOnly || spec.Watch || !Entries.ContainsKey(spec.Id))
            {
                found.Add(spec.Fetch is null ? (spec, FolderScan.Model(spec.Id, spec.Path)) : Remote(spec));
            }
            else
            {
                found.Add((Entries[spec.Id].Spec, Entries[spec.Id].Found));
            }
        }

        foreach (var folder in _plan.Folders)
        {
            foreach (var (spec, files) in InFolder(folder, watchedOnly))
            {
                if (names.Add(spec.Id))
                {
                    found.Add((spec, files));
                }
                else if (_told.Add(files.Path))
                {
                    RepositoryLog.Odd(log, files.Path, $"another model has the name {spec.Id}: this one is not served.");
                }
            }
        }

        return found;
    }

    private IEnumerable<(ModelSpec Spec, FoundModel Files)> InFolder(RepositoryFolder folder, bool watchedOnly)
    {
        var models = watchedOnly && !folder.Watch ? null : FolderScan.Models(folder.Path);
        if (models is not null)
        {
            _told.Remove(folder.Path);
            return models.Select(files => (folder.Spec(files), files));
        }

        if (folder.Watch && _told.Add(folder.Path))
        {
            RepositoryLog.Odd(log, folder.Path, "this folder of models does not exist or cannot be read; it is looked for again.");
        }

        // Not to be read is not empty: what was there serves on.
        return Entries.Values.Where(entry => entry.Spec.Source == "repository" && Path.GetDirectoryName(entry.Found.Path) == folder.Path).Select(entry => (entry.Spec, entry.Found));
    }

    private (ModelSpec Spec, FoundModel Files) Remote(ModelSpec spec)
    {
        if (!_remotes.TryGetValue(spec.Id, out var remote))
        {
            _remotes[spec.Id] = remote = new RemoteFile(spec, time, log, token => Arrived?.Invoke(token) ?? Task.CompletedTask);
        }

        return remote.Path is { } path
            ? (spec with { Path = path }, FolderScan.Model(spec.Id, path))
            : (spec with { Mistake = remote.Error ?? "its file is being fetched" }, new FoundModel(spec.Id, spec.Path, []));
    }

    private (bool Changed, bool Pending) Drop(List<(ModelSpec Spec, FoundModel Files)> found, bool now)
    {
        var (changed, pending) = (false, false);
        var ids = found.Select(pair => pair.Spec.Id).ToHashSet(StringComparer.Ordinal);
        _missing.ExceptWith(ids);
        foreach (var (id, entry) in Entries.Where(pair => !ids.Contains(pair.Key)).ToArray())
        {
            if (now || !_missing.Add(id))
            {
                _missing.Remove(id);
                Entries = Entries.Remove(id);
                entry.Unload();
                changed = true;
            }
            else
            {
                pending = true;
            }
        }

        return (changed, pending);
    }

    private static string KeyOf(ModelSpec spec, VersionFiles version) => $"{spec.Id}\n{version.Version}";
}
