using System.Collections.Frozen;
using static Penstock.Domain.Access.Permission;

namespace Penstock.Domain.Access;

/// <summary>The roles that are always there. They cannot be changed; whoever needs another cut makes a role of permissions.</summary>
public static class BuiltInRoles
{
    /// <summary>Everything.</summary>
    public const string Admin = "admin";

    /// <summary>Runs the platform.</summary>
    public const string PlatformOperator = "platform-operator";

    /// <summary>Answers for a team.</summary>
    public const string TeamAdmin = "team-admin";

    /// <summary>Builds with models.</summary>
    public const string Developer = "developer";

    /// <summary>Examines, and changes nothing.</summary>
    public const string Auditor = "auditor";

    /// <summary>Sees how things are.</summary>
    public const string Viewer = "viewer";

    /// <summary>All of them, the mightiest first.</summary>
    public static readonly IReadOnlyList<RoleDefinition> All =
    [
        new()
        {
            Id = Admin,
            Description = "Administers Penstock: everything, recorded content included. Give it to few.",
            Permissions = PermissionSet.All,
        },
        new()
        {
            // Not users, roles, keys, policies and budgets: who keeps the machines running decides neither who may use them nor what it may cost,
            // and so cannot give itself more. Not the audit trail: it tells of operators too. Not content.
            Id = PlatformOperator,
            Description = "Runs the platform: models, providers, releases, prices, limits, secrets, maintenance. Decides neither who may do what nor what it may cost, and reads no content.",
            Permissions = PermissionSet.Of(
                CallsMake, ModelsRead, ModelsWrite, ReleasesWrite, ProvidersRead, ProvidersWrite, KeysRead, OwnKeysWrite, UsersRead, TeamsRead, RolesRead,
                PoliciesRead, LimitsRead, LimitsWrite, BudgetsRead, PricesRead, PricesWrite, SecretsRead, SecretsWrite, UsageRead, OwnUsageRead,
                RequestsMake, RequestsDecide, OperationRead, OperationWrite),
        },
        new()
        {
            // Not the team's own limits, budgets and policies, and not the decision on what it asks for: those are set from above it.
            Id = TeamAdmin,
            Description = "Answers for a team: its members, sub-teams, service accounts and keys, and sees its usage, limits and budgets, which are set from above. Give it in a team.",
            Permissions = PermissionSet.Of(
                CallsMake, ModelsRead, KeysRead, KeysWrite, OwnKeysWrite, UsersRead, UsersWrite, TeamsRead, TeamsWrite, RolesRead,
                PoliciesRead, LimitsRead, BudgetsRead, PricesRead, UsageRead, OwnUsageRead, RequestsMake),
        },
        new()
        {
            Id = Developer,
            Description = "Builds with models: calls them, has keys of its own, sees its own usage, asks for access.",
            Permissions = PermissionSet.Of(CallsMake, ModelsRead, PricesRead, OwnKeysWrite, OwnUsageRead, RequestsMake),
        },
        new()
        {
            // Every read but content: what people wrote is theirs, and examining who did what does not need it. No calls: an examiner spends nothing.
            Id = Auditor,
            Description = "Examines: sees every declaration, key, user, rule, price, use and the audit trail. Changes nothing, calls nothing, reads no content.",
            Permissions = PermissionSet.Of(
                ModelsRead, ProvidersRead, KeysRead, UsersRead, TeamsRead, RolesRead, PoliciesRead, LimitsRead, BudgetsRead, PricesRead, SecretsRead,
                UsageRead, OwnUsageRead, AuditRead, OperationRead),
        },
        new()
        {
            // For a dashboard: figures, not people. Who has which key is the auditor's.
            Id = Viewer,
            Description = "Sees models, prices, limits, budgets, teams, usage and metrics; no people, keys, rules, secrets or audit trail.",
            Permissions = PermissionSet.Of(ModelsRead, TeamsRead, LimitsRead, BudgetsRead, PricesRead, UsageRead, OwnUsageRead, OperationRead),
        },
    ];

    /// <summary>The same by name.</summary>
    public static readonly FrozenDictionary<string, RoleDefinition> ByName = All.ToFrozenDictionary(role => role.Id, StringComparer.Ordinal);
}
