using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Repository;

/// <summary>
/// One pass over the versions of a model: loads what is wanted beside what serves, and warms it up. The newest that can be loaded count,
/// so that a start over a broken newest version serves what served before it.
/// </summary>
internal sealed class VersionLoad(ModelEntry entry, Func<VersionFiles, bool> settled, bool force, EngineHolds holds, TimeProvider time, ILogger log, Action<string> loading)
{
    /// <summary>What is to serve, by name.</summary>
    public ImmutableDictionary<string, LoadedVersion>.Builder Ready { get; } = ImmutableDictionary.CreateBuilder<string, LoadedVersion>();

    /// <summary>What was refused, now or before.</summary>
    public ImmutableDictionary<string, RefusedVersion>.Builder Refused { get; } = ImmutableDictionary.CreateBuilder<string, RefusedVersion>();

    /// <summary>Whether a version was passed over because its files still change.</summary>
    public bool IsPending { get; private set; }

    /// <summary>A version's name as the log says it.</summary>
    public static string InVersion(string name) => name.Length > 0 ? " in version " + name : "";

    /// <summary>Loads what is wanted.</summary>
    public async Task AllAsync(CancellationToken ct)
    {
        var (spec, pinned) = (entry.Spec, entry.Choice.Pinned);
        var found = entry.Found.Versions;
        var left = spec.Versions.Newest;
        if (found.FirstOrDefault(version => version.Version is not null && version.Version == pinned) is { } first && await TryAsync(first, ct))
        {
            left--;
        }

        foreach (var version in found.Where(version => version.Version is null || version.Version != pinned))
        {
            var wanted = spec.Versions.Only is { } only ? only.Contains(version.Version ?? "") : left > 0;
            if (wanted && !entry.IsAside(version.Version) && await TryAsync(version, ct))
            {
                left--;
            }
        }

        var stable = Ready.Count > 0 ? Stable(pinned) : null;
        foreach (var version in found.Where(version => entry.IsAside(version.Version)))
        {
            if (await TryAsync(version, ct) && stable is not null)
            {
                Compare(stable, version);
            }
        }
    }

    /// <summary>Lets go of what was loaded, and is not to serve.</summary>
    public void Abandon()
    {
        foreach (var (name, version) in Ready)
        {
            if (!ReferenceEquals(entry.Ready.GetValueOrDefault(name), version))
            {
                holds.Release(version.Opened.Engine);
            }
        }
    }

    private LoadedVersion Stable(string? pinned) => pinned is not null && Ready.TryGetValue(pinned, out var chosen)
        ? chosen
        : Ready.Values.OrderByDescending(version => version.Files.Version, VersionOrder.OldestFirst).First();

    // Whoever calls the model is not told which version answers: a canary must take and give the same.
    private void Compare(LoadedVersion stable, VersionFiles version)
    {
        var loaded = Ready[version.Version!];
        var isCanary = version.Version == entry.Canary?.Version;
        var difference = isCanary
            ? SignatureDifference.Of(stable.Opened.Signature, loaded.Opened.Signature)
            : SignatureDifference.OfInputs(stable.Opened.Signature, loaded.Opened.Signature);
        if (difference is null || ReferenceEquals(stable, loaded))
        {
            return;
        }

        Ready.Remove(version.Version!);
        if (entry.Ready.GetValueOrDefault(version.Version!) != loaded)
        {
            holds.Release(loaded.Opened.Engine);
        }

        Refuse(version, $"it cannot be the {(isCanary ? "canary" : "shadow")} of version {stable.Files.Version}: {difference}");
    }

    private async Task<bool> TryAsync(VersionFiles files, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var name = files.Version ?? "";
        if (Ready.ContainsKey(name))
        {
            return true;
        }

        var (key, serving) = (KeyOf(files), entry.Ready.GetValueOrDefault(name));
        if (!force)
        {
            var refused = entry.Refused.GetValueOrDefault(name);
            var still = !settled(files);
            IsPending |= still && serving?.Key != key && refused?.Key != key;
            if (serving?.Key == key || refused?.Key == key || still)
            {
                if (refused?.Key == key)
                {
                    Refused[name] = refused;
                }

                return Serve(name, serving);
            }
        }

        loading(name);
        var begun = time.GetTimestamp();
        var (loaded, reason) = await OpenAsync(files, key, ct);
        if (loaded is null)
        {
            Refuse(files, reason!);
            return Serve(name, serving);
        }

        RepositoryLog.Loaded(log, entry.Spec.Id, InVersion(name), (long)time.GetElapsedTime(begun).TotalMilliseconds);
        return Serve(name, loaded);
    }

    private async Task<(LoadedVersion? Loaded, string? Reason)> OpenAsync(VersionFiles files, string key, CancellationToken ct)
    {
        if (files.Problem is { } problem)
        {
            return (null, problem);
        }

        // Opening a file computes and reads for long.
        var (opened, error) = await Task.Run(() => entry.Spec.Open(files.File!), ct);
        if (opened is null)
        {
            return (null, error);
        }

        holds.Hold(opened.Engine);
        var loaded = new LoadedVersion(files, key, opened, time.GetUtcNow());
        try
        {
            if (await WarmUp.RunAsync(EntryModel.OfVersion(entry, loaded), entry.Spec.Golden ?? files.Golden, time, ct) is not { } refusal)
            {
                return (loaded, null);
            }

            holds.Release(opened.Engine);
            return (null, refusal);
        }
        catch
        {
            holds.Release(opened.Engine);
            throw;
        }
    }

    private bool Serve(string name, LoadedVersion? version)
    {
        if (version is not null)
        {
            Ready[name] = version;
        }

        return version is not null;
    }

    private void Refuse(VersionFiles files, string reason)
    {
        var name = files.Version ?? "";
        Refused[name] = new RefusedVersion(KeyOf(files), reason);
        RepositoryLog.Refused(log, entry.Spec.Id, InVersion(name), entry.Default is { } serving ? $"what was loaded before{InVersion(serving.Files.Version ?? "")} goes on" : "nothing serves in its place", reason);
    }

    private string KeyOf(VersionFiles files) => $"{files.File}\n{files.Stamp}\n{entry.Spec.Settings}\n{entry.Spec.Golden}";
}
