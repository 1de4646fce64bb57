namespace Penstock.Domain.Access;

/// <summary>What somebody may do. The API's names are in <see cref="PermissionNames"/>: <c>models:read</c>, <c>keys:write</c>.</summary>
public enum Permission
{
    /// <summary>Call models, as far as policy allows it.</summary>
    CallsMake,

    /// <summary>See the declarations of models: where they run, and at what price.</summary>
    ModelsRead,

    /// <summary>Declare and change models.</summary>
    ModelsWrite,

    /// <summary>Load, unload and roll back versions of models.</summary>
    ReleasesWrite,

    /// <summary>See providers.</summary>
    ProvidersRead,

    /// <summary>Declare and change providers.</summary>
    ProvidersWrite,

    /// <summary>See the keys of others.</summary>
    KeysRead,

    /// <summary>Make, change and revoke the keys of others.</summary>
    KeysWrite,

    /// <summary>Make, see and revoke one's own keys.</summary>
    OwnKeysWrite,

    /// <summary>See users and service accounts.</summary>
    UsersRead,

    /// <summary>Make and change users and service accounts.</summary>
    UsersWrite,

    /// <summary>See teams.</summary>
    TeamsRead,

    /// <summary>Make and change teams.</summary>
    TeamsWrite,

    /// <summary>See roles and issuers.</summary>
    RolesRead,

    /// <summary>Make and change roles, and configure issuers. Giving a role to somebody takes the permission to change that somebody, and all that the role gives.</summary>
    RolesWrite,

    /// <summary>See policies, and have decisions explained.</summary>
    PoliciesRead,

    /// <summary>Change policies.</summary>
    PoliciesWrite,

    /// <summary>See limits.</summary>
    LimitsRead,

    /// <summary>Change limits.</summary>
    LimitsWrite,

    /// <summary>See budgets and what is left of them.</summary>
    BudgetsRead,

    /// <summary>Change budgets.</summary>
    BudgetsWrite,

    /// <summary>See prices and estimate costs.</summary>
    PricesRead,

    /// <summary>Change prices, and import invoices.</summary>
    PricesWrite,

    /// <summary>See which secrets there are, never what they hold.</summary>
    SecretsRead,

    /// <summary>Set and delete secrets.</summary>
    SecretsWrite,

    /// <summary>See the usage and the calls of others.</summary>
    UsageRead,

    /// <summary>See one's own usage and calls.</summary>
    OwnUsageRead,

    /// <summary>Read the audit trail.</summary>
    AuditRead,

    /// <summary>Read recorded content.</summary>
    ContentRead,

    /// <summary>Erase recorded content.</summary>
    ContentErase,

    /// <summary>Ask for access to models and for hosting.</summary>
    RequestsMake,

    /// <summary>Decide what others asked for.</summary>
    RequestsDecide,

    /// <summary>See metrics, and documents of everything.</summary>
    OperationRead,

    /// <summary>Change the log level, and put the server or a model under maintenance.</summary>
    OperationWrite,
}
