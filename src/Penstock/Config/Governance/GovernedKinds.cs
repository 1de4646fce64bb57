using Microsoft.Extensions.Logging;
using Penstock.Domain.Access;
using Penstock.Domain.Money;
using Penstock.Registry;

namespace Penstock.Config.Governance;

/// <summary>All kinds of governed things, and how they come into force: at the start from database and file, at a reload from the file.</summary>
internal sealed class GovernedKinds
{
    private readonly IRegistryStore _store;
    private readonly ILogger _log;

    public GovernedKinds(GovernedParts parts, ILogger<GovernedKinds> log)
    {
        (_store, _log) = (parts.Store, log);
        Teams = new("team", "teams", TeamKeys.Team, config => config.Teams, TeamKeys.Check, parts);
        Prices = new("price", "prices", PriceKeys.Override, config => config.Prices, static (_, _) => [], parts);
        All = [Teams, Prices];
    }

    /// <summary>Teams.</summary>
    public GovernedKind<Team> Teams { get; }

    /// <summary>Prices in the place of the shipped ones.</summary>
    public GovernedKind<PriceOverride> Prices { get; }

    /// <summary>Every kind, in the order in which they are loaded.</summary>
    public IReadOnlyList<GovernedKind> All { get; }

    /// <summary>Takes what the database has. What an older or newer Penstock wrote and this one cannot read is left out, and the log says so.</summary>
    public async Task LoadAsync(CancellationToken ct)
    {
        var kept = (await _store.LoadAsync(ct)).ToLookup(entry => entry.Kind, entry => entry.Item);
        foreach (var kind in All)
        {
            foreach (var (item, mistakes) in kind.Shelf.Load(kept[kind.Shelf.Kind]))
            {
                SetupLog.KeptUnusable(_log, kind.Shelf.Kind, item.Id, string.Join(' ', mistakes.Select(mistake => $"{mistake.Path}: {mistake.Message}")));
            }
        }
    }

    /// <summary>What is wrong with what a file declares, beside what the database has.</summary>
    public IReadOnlyList<ConfigMistake> Check(ConfigReading reading) => [.. All.SelectMany(kind => kind.Check(reading))];

    /// <summary>Puts what a file declares in force.</summary>
    public void Declare(ConfigReading reading)
    {
        foreach (var kind in All)
        {
            kind.Declare(reading);
        }
    }
}
