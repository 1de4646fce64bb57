using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Repository;

/// <summary>
/// One model from files: which of its versions are loaded and why the others are not. It is changed by one at a time and read by all;
/// what it shows is what was complete last.
/// </summary>
internal sealed class ModelEntry(ModelSpec spec, EngineHolds holds, TimeProvider time, ILogger log)
{
    private readonly long _created = time.GetUtcNow().ToUnixTimeSeconds();
    private string? _unloadedStamp;

    // Engines that were replaced, at least as long as calls use them.
    private ImmutableList<(string Version, IEngine Engine)> _leaving = [];

    /// <summary>What is to be served.</summary>
    public ModelSpec Spec { get; private set; } = spec;

    /// <summary>The files as they were found last.</summary>
    public FoundModel Found { get; private set; } = new(spec.Id, spec.Path, []);

    /// <summary>What was decided by hand.</summary>
    public ReleaseChoice Choice { get; private set; } = ReleaseChoice.None;

    /// <summary>The versions that serve, by name; "" for the only one of a model without versions.</summary>
    public ImmutableDictionary<string, LoadedVersion> Ready { get; private set; } = ImmutableDictionary<string, LoadedVersion>.Empty;

    /// <summary>The versions that were refused, by name.</summary>
    public ImmutableDictionary<string, RefusedVersion> Refused { get; private set; } = ImmutableDictionary<string, RefusedVersion>.Empty;

    /// <summary>The version that is being loaded; null while none is.</summary>
    public string? Loading { get; private set; }

    /// <summary>Whether it was unloaded by hand, and none of its files has changed since.</summary>
    public bool Unloaded => _unloadedStamp is not null;

    /// <summary>What keeps it from serving, or from serving what its files are; null for nothing.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Whether a version was passed over because its files still changed.</summary>
    public bool IsPending { get; private set; }

    /// <summary>When it was known first, Unix seconds.</summary>
    public long Created => _created;

    /// <summary>The canary in force: what the file declares, else what was decided by hand.</summary>
    public CanaryRule? Canary => Spec.Canary ?? Choice.Canary;

    /// <summary>The version that answers when none is asked for; null when none serves.</summary>
    public LoadedVersion? Default =>
        Choice.Pinned is { } pinned && Ready.GetValueOrDefault(pinned) is { } chosen ? chosen
            : ByAge.FirstOrDefault(version => !IsAside(version.Files.Version)) ?? ByAge.FirstOrDefault();

    /// <summary>The versions that serve, the newest first.</summary>
    public IEnumerable<LoadedVersion> ByAge => Ready.Values.OrderByDescending(version => version.Files.Version, VersionOrder.OldestFirst);

    /// <summary>Brings what is loaded in line with the files; what cannot be loaded leaves in place what serves.</summary>
    /// <param name="next">What is to be served.</param>
    /// <param name="found">The files.</param>
    /// <param name="choice">What was decided by hand.</param>
    /// <param name="settled">Whether the files of a version have stopped changing.</param>
    /// <param name="force">Load anew what is loaded, and try again what was refused, or unloaded by hand.</param>
    /// <param name="ct">Ends it between two versions.</param>
    /// <returns>Whether other engines serve than before, or none.</returns>
    public async Task<bool> RefreshAsync(ModelSpec next, FoundModel found, ReleaseChoice choice, Func<VersionFiles, bool> settled, bool force, CancellationToken ct)
    {
        if (next.Settings != Spec.Settings || next.Canary != Spec.Canary || choice != Choice)
        {
            Refused = Refused.Clear();
        }

        // What opens a file is another delegate each time and does the same.
        next = next with { Open = next.Settings == Spec.Settings ? Spec.Open : next.Open, Fetch = Spec.Fetch };
        var before = (Ready, Default, Spec, Choice, Trouble, Refused, Unloaded);
        (Spec, Found, Choice) = (next, found, choice);
        if (_unloadedStamp is not null && (force || (found.Versions.All(settled) && found.Stamp != _unloadedStamp)))
        {
            _unloadedStamp = null;
        }

        IsPending = Unloaded && found.Stamp != _unloadedStamp;
        Trouble = next.Mistake ?? (found.Versions.Count > 0 ? null : $"there is no model file at {Path.GetFileName(next.Path)}");
        if (!Unloaded && Trouble is null)
        {
            await ReplaceAsync(settled, force, ct);
        }

        return before != (Ready, Default, Spec, Choice, Trouble, Refused, Unloaded);
    }

    /// <summary>Takes the model out of service.</summary>
    public void Unload()
    {
        _unloadedStamp = Found.Stamp;
        Keep(Ready.Clear());
    }

    /// <summary>The versions whose last calls are running.</summary>
    public IEnumerable<string> LeavingVersions => _leaving.Where(left => holds.IsHeld(left.Engine)).Select(left => left.Version);

    /// <summary>Whether a version stands beside the default one: the canary or the shadow.</summary>
    public bool IsAside(string? version) => version is not null && (version == Canary?.Version || version == Spec.Shadow?.Version);

    private async Task ReplaceAsync(Func<VersionFiles, bool> settled, bool force, CancellationToken ct)
    {
        var load = new VersionLoad(this, settled, force, holds, time, log, version => Loading = version);
        try
        {
            await load.AllAsync(ct);
        }
        catch
        {
            load.Abandon();
            throw;
        }
        finally
        {
            Loading = null;
        }

        IsPending = load.IsPending;
        Refused = Refused.Count == load.Refused.Count && load.Refused.All(Refused.Contains) ? Refused : load.Refused.ToImmutable();

        // A model that served goes on with what it has, whatever became of its files.
        if (load.Ready.Values.All(version => IsAside(version.Files.Version)) && Ready.Values.Any(version => !IsAside(version.Files.Version)))
        {
            foreach (var (name, version) in Ready)
            {
                load.Ready.TryAdd(name, version);
            }
        }

        Keep(load.Ready.ToImmutable());
    }

    private void Keep(ImmutableDictionary<string, LoadedVersion> ready)
    {
        if (ready.Count == Ready.Count && ready.All(pair => ReferenceEquals(Ready.GetValueOrDefault(pair.Key), pair.Value)))
        {
            return;
        }

        var gone = Ready.Where(old => !ready.Values.Any(version => ReferenceEquals(version.Opened, old.Value.Opened))).ToArray();
        Ready = ready;
        _leaving = _leaving.RemoveAll(left => !holds.IsHeld(left.Engine)).AddRange(gone.Select(old => (old.Key, old.Value.Opened.Engine)));
        foreach (var (name, version) in gone)
        {
            if (!ready.ContainsKey(name))
            {
                RepositoryLog.Gone(log, Spec.Id, VersionLoad.InVersion(name));
            }

            holds.Release(version.Opened.Engine);
        }
    }
}
