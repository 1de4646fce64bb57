using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Penstock.Domain.Access;
using Penstock.Domain.Money;
using Penstock.Domain.Policies;
using Penstock.Registry;

namespace Penstock.Config.Governance;

/// <summary>All kinds of governed things, and how they come into force: at the start from database and file, at a reload from the file.</summary>
internal sealed class GovernedKinds
{
    private readonly IRegistryStore _store;
    private readonly ILogger _log;
    private readonly GovernedParts _parts;

    public GovernedKinds(GovernedParts parts, ILogger<GovernedKinds> log)
    {
        (_store, _log, _parts) = (parts.Store, log, parts);
        Teams = new("team", "teams", TeamKeys.Team, config => config.Teams, TeamKeys.Check, parts);
        Providers = new("provider", "providers", ProviderKeys.Provider, config => config.DeclaredProviders, (provider, _) => ModelChecks.Check(provider, parts.Refusal), parts);
        Models = new("model", "models", ModelKeys.Declared, config => config.DeclaredModels, (model, _) => ModelChecks.Check(model, Providers.Things.Values, parts.ModelTakenBy), parts);
        Providers.UsedBy(name => Models.Things.Values.Values.OfType<TargetModelConfig>()
            .Where(model => model.Targets.Any(target => target.Provider == name)).Select(model => $"model '{model.Id}'").Order(StringComparer.Ordinal));
        Budgets = new("budget", "budgets", BudgetKeys.Budget, config => config.Budgets, BudgetKeys.Check, parts) { References = (budget, known) => AppliesChecks.References(budget.Applies, known), Known = Known };
        Policies = new("policy", "policies", PolicyKeys.Rule, config => config.Policies, static (_, _) => [], parts) { References = (rule, known) => AppliesChecks.References(rule.Applies, known), Known = Known };
        HeaderRules = new("header_rule", "header_rules", PolicyKeys.HeaderRule, config => config.HeaderRules, static (_, _) => [], parts) { References = (rule, known) => AppliesChecks.References(rule.Applies, known), Known = Known };
        Maintenance = new("maintenance", "maintenance", PolicyKeys.Maintenance, config => config.Maintenance, static (_, _) => [], parts);
        Prices = new("price", "prices", PriceKeys.Override, config => config.Prices, static (_, _) => [], parts);
        Limits = new("limit", "limits", LimitKeys.Limit, config => config.Limits, static (_, _) => [], parts) { References = (limit, known) => AppliesChecks.References(limit.Applies, known), Known = Known };
        Roles = new("role", "roles", RoleKeys.Role, config => config.Roles, RoleKeys.Check, parts)
        {
            BuiltIn = [.. BuiltInRoles.All.Select(role => (Built(role), role))],
        };
        Users = new("user", "users", UserKeys.User, config => config.Users, UserKeys.Check, parts) { References = MemberKeys.References, Known = Known };
        ServiceAccounts = new("service_account", "service_accounts", ServiceAccountKeys.ServiceAccount, config => config.ServiceAccounts, MemberKeys.Check, parts)
        {
            References = MemberKeys.References,
            Known = Known,
        };
        Issuers = new("issuer", "issuers", IssuerKeys.Kind, config => config.Issuers, IssuerKeys.Check, parts) { References = IssuerKeys.References, Known = Known };
        Teams.UsedBy(id => Mapped(issuer => issuer.AllTeams, id));
        Roles.UsedBy(id => Mapped(issuer => issuer.AllRoles, id));
        Teams.UsedBy(id => Ruled(applies => applies.Teams, id));
        Roles.UsedBy(id => Ruled(applies => applies.Roles, id));
        Users.UsedBy(id => Ruled(applies => applies.Users, id));
        ServiceAccounts.UsedBy(id => Ruled(applies => applies.ServiceAccounts, id));
        Models.UsedBy(id => Ruled(applies => applies.Models, id));
        All = [Teams, Roles, Users, ServiceAccounts, Prices, Issuers, Limits, Budgets, Policies, HeaderRules, Maintenance, Providers, Models];
    }

    /// <summary>Teams.</summary>
    public GovernedKind<Team> Teams { get; }

    /// <summary>Providers.</summary>
    public GovernedKind<ProviderConfig> Providers { get; }

    /// <summary>Models; those of folders and of the host aside.</summary>
    public GovernedKind<ModelConfig> Models { get; }

    /// <summary>Budgets.</summary>
    public GovernedKind<Budget> Budgets { get; }

    /// <summary>Prices in the place of the shipped ones.</summary>
    public GovernedKind<PriceOverride> Prices { get; }

    /// <summary>Roles, the built-in ones included.</summary>
    public GovernedKind<RoleDefinition> Roles { get; }

    /// <summary>Users.</summary>
    public GovernedKind<User> Users { get; }

    /// <summary>Service accounts.</summary>
    public GovernedKind<ServiceAccount> ServiceAccounts { get; }

    /// <summary>Issuers of tokens.</summary>
    public GovernedKind<Issuer> Issuers { get; }

    /// <summary>Limits of requests, tokens and calls at once.</summary>
    public GovernedKind<Limit> Limits { get; }

    /// <summary>Rules of who may call what, where and how.</summary>
    public GovernedKind<PolicyRule> Policies { get; }

    /// <summary>Rules for the heads of requests.</summary>
    public GovernedKind<HeaderRule> HeaderRules { get; }

    /// <summary>What is under maintenance.</summary>
    public GovernedKind<Maintenance> Maintenance { get; }

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

    /// <summary>Puts what a file declares in force. What it hides of the management API's, and what it lets go of, the log says.</summary>
    public void Declare(ConfigReading reading)
    {
        foreach (var kind in All)
        {
            var before = kind.Shelf.Hidden;
            kind.Declare(reading);
            var (now, items) = (kind.Shelf.Hidden, kind.Shelf.Items);
            foreach (var id in now.Except(before, StringComparer.Ordinal))
            {
                SetupLog.KeptHidden(_log, kind.Shelf.Kind, id, items[id].DeclaredAt!);
            }

            foreach (var id in before.Except(now, StringComparer.Ordinal))
            {
                SetupLog.KeptBack(_log, kind.Shelf.Kind, id);
            }
        }
    }

    // What the file declared before is no more there to refer to once it does not.
    private KnownNames Known(PenstockConfig? config)
    {
        var (users, accounts) = (Names(config?.Users, Users.Shelf) with { Near = static () => [] }, Names(config?.ServiceAccounts, ServiceAccounts.Shelf) with { Near = static () => [] });
        var roles = Names(config?.Roles, Roles.Shelf);
        return new()
        {
            Teams = Names(config?.Teams, Teams.Shelf),
            Roles = config is null ? roles : new(id => roles.Has(id) || BuiltInRoles.ByName.ContainsKey(id), () => roles.Near().Concat(BuiltInRoles.ByName.Keys)),
            Users = users,
            ServiceAccounts = accounts,

            // Tokens and sessions call under the ids of those whom they stand for.
            Keys = new(id => _parts.HasKey(id) || users.Has(id) || accounts.Has(id)),

            // Those of a file come after it was read, and may be files that are not there yet.
            Models = config is null ? new(HasModel, _parts.Models.Near) : NameList.Any,
        };
    }

    // It is asked for each thing that names others: nothing is gathered before a name is looked for.
    private static NameList Names<T>(IReadOnlyDictionary<string, T>? declared, Shelf shelf) => declared is null
        ? new(shelf.Items.ContainsKey, () => shelf.Items.Keys)
        : new(
            id => declared.ContainsKey(id) || (shelf.Items.TryGetValue(id, out var item) && item.DeclaredAt is null),
            () => declared.Keys.Concat(shelf.Items.Values.Where(item => item.DeclaredAt is null).Select(item => item.Id)));

    /// <summary>Models that limits, budgets and rules name and nobody serves, with what names them: of a file that may be a model that is yet to come.</summary>
    public IEnumerable<(string By, string Model)> Unserved() =>
        Rules.SelectMany(rule => rule.Applies.Models.Where(model => !model.EndsWith('*') && !HasModel(model)).Select(model => (rule.By, model)));

    private bool HasModel(string id) => _parts.Models.Has(id) || Models.Things.Values.ContainsKey(id);

    private IEnumerable<string> Ruled(Func<Applies, IReadOnlyList<string>> what, string id) =>
        Rules.Where(rule => what(rule.Applies).Contains(id, StringComparer.Ordinal)).Select(rule => rule.By).Order(StringComparer.Ordinal);

    private IEnumerable<(string By, Applies Applies)> Rules =>
        Limits.Things.Values.Values.Select(limit => ($"limit '{limit.Id}'", limit.Applies))
            .Concat(Budgets.Things.Values.Values.Select(budget => ($"budget '{budget.Id}'", budget.Applies)))
            .Concat(Policies.Things.Values.Values.Select(rule => ($"policy '{rule.Id}'", rule.Applies)))
            .Concat(HeaderRules.Things.Values.Values.Select(rule => ($"header rule '{rule.Id}'", rule.Applies)));

    private IEnumerable<string> Mapped(Func<Issuer, IEnumerable<string>> what, string id) =>
        Issuers.Things.Values.Values.Where(issuer => what(issuer).Contains(id, StringComparer.Ordinal)).Select(issuer => $"issuer '{issuer.Name}'");

    private static KeptItem Built(RoleDefinition role)
    {
        var body = new JsonObject
        {
            ["description"] = role.Description,
            ["permissions"] = new JsonArray([.. role.Permissions.Each().Select(permission => (JsonNode)JsonValue.Create(permission.Name()))]),
        };
        return new KeptItem(role.Id, body.ToJsonString(), 0, default, default, "penstock") { DeclaredAt = "Penstock itself" };
    }
}
