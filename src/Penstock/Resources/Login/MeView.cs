using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Penstock.Domain.Access;

namespace Penstock.Resources.Login;

/// <summary>Who asks.</summary>
internal sealed record MeView
{
    [Description("The id of the user or service account; of a key of nobody's, the key's id.")]
    public required string Id { get; init; }

    [Description("What people call it.")]
    public required string Name { get; init; }

    [Description("What it is.")]
    [AllowedValues("user", "service_account", "key")]
    public required string Kind { get; init; }

    [Description("What it was known by: a key, a token of an issuer, or a session of a browser.")]
    [AllowedValues("key", "token", "session")]
    public required string Credential { get; init; }

    [Description("The id of the key; null for tokens and sessions.")]
    public string? KeyId { get; init; }

    [Description("Whether it may do everything.")]
    public required bool Admin { get; init; }

    [Description("The teams it belongs to, each followed by those above it.")]
    public required IReadOnlyList<string> Teams { get; init; }

    [Description("Its roles.")]
    public required IReadOnlyList<string> Roles { get; init; }

    [Description("What it may do everywhere.")]
    public required IReadOnlyList<string> Permissions { get; init; }

    [Description("What it may do in single teams and those below them, by the team's id.")]
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> TeamPermissions { get; init; }

    [Description("Of a session: what a change must carry in the header `x-penstock-csrf`.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? CsrfToken { get; init; }

    [Description("Of a session: when it ends if it is not used any more.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? EndsAt { get; init; }

    public static MeView Of(Caller caller, string credential) => new()
    {
        Id = caller.Principal?.Id ?? caller.Key.Id,
        Name = caller.Principal?.Name ?? caller.Key.Name,
        Kind = caller.Principal?.Kind switch { PrincipalKind.User => "user", PrincipalKind.ServiceAccount => "service_account", _ => "key" },
        Credential = credential,
        KeyId = credential == "key" ? caller.Key.Id : null,
        Admin = caller.Key.IsAdmin,
        Teams = caller.Teams,
        Roles = caller.Roles,
        Permissions = Names(caller.Permissions),
        TeamPermissions = caller.TeamPermissions.ToDictionary(team => team.Key, team => Names(team.Value)),
    };

    private static IReadOnlyList<string> Names(PermissionSet set) => [.. Enum.GetValues<Permission>().Where(set.Has).Select(permission => permission.Name())];
}
