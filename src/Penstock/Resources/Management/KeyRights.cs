using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Resources.Management;

/// <summary>
/// Who may do what with which key. Two rules hold above all: nobody gets a key that may more than he may himself, and nobody takes limits off his own keys.
/// </summary>
internal sealed class KeyRights(Identities identities)
{
    /// <summary>Whether a caller may see a key.</summary>
    public bool MaySee(Caller caller, ApiKey key) =>
        caller.MayIn(Permission.KeysRead, Teams(key.Owner)) || Administers(caller, key.Owner) || IsOwn(caller, key.Owner);

    /// <summary>Why a caller may not revoke a key; null when it may.</summary>
    public CallError? RefuseRevoking(Caller caller, ApiKey key) =>
        Administers(caller, key.Owner) || IsOwn(caller, key.Owner) ? null : Gate.Refusal(Permission.KeysWrite);

    /// <summary>Whose a key shall be whose body does not say: nobody's if the caller may make such, otherwise the caller's own.</summary>
    public static KeyOwner? OwnerFor(Caller caller) => caller.May(Permission.KeysWrite) ? null : Self(caller);

    /// <summary>Why a caller may not make a key, change it so, or give it a new secret; null when it may.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="old">The key as it is; null for a new one.</param>
    /// <param name="wanted">The key as it shall be.</param>
    public CallError? Refuse(Caller caller, ApiKey? old, ApiKey wanted)
    {
        if (Administers(caller, wanted.Owner))
        {
            return Exists(wanted.Owner) is { } missing ? missing
                : identities.Roster.OfKey(wanted) is { } standing && !identities.Roster.Covers(caller, standing)
                    ? Denied($"The key would be allowed what you are not: its owner, {wanted.Owner?.ToString() ?? "nobody"}, has permissions that you have not. Narrow it by 'permissions', or ask somebody who has them.")
                : !caller.May(Permission.KeysWrite) && !SameTags(old, wanted)
                    ? Denied($"'tags' and 'client_tags' carry limits: setting them needs the permission {Permission.KeysWrite.Name()} everywhere.")
                    : null;
        }

        if (!IsOwn(caller, wanted.Owner))
        {
            return Gate.Refusal(Permission.KeysWrite);
        }

        // Of one's own: only what narrows. A new key is measured by the key that makes it, a changed one by what it was.
        var bound = old ?? caller.Key;
        return identities.Roster.OfKey(wanted) is { } own && !identities.Roster.Covers(caller, own) ? Denied("The key would be allowed what the key or session that makes it is not. Narrow it by 'permissions'.")
            : !SameTags(bound, wanted) ? Fixed("tags' and 'client_tags")
            : wanted.RequestsPerMinute != bound.RequestsPerMinute ? Fixed("requests_per_minute")
            : wanted.MaxConcurrentCalls != bound.MaxConcurrentCalls ? Fixed("max_concurrent_calls")
            : !Within(wanted.AllowedModels, bound.AllowedModels) ? Widened("allowed_models")
            : bound.AllowedNetworks is { } outer && !(wanted.AllowedNetworks is { } inner && Networks.Within(inner, outer)) ? Widened("allowed_networks")
            : bound.ExpiresAt is { } end && !(wanted.ExpiresAt <= end) ? Widened("expires_at")
            : null;
    }

    /// <summary>A key of one's own has the limits and tags of what binds it, the key that makes it or what it was, where the body does not say.</summary>
    public ApiKey Inherit(Caller caller, ApiKey wanted, ApiKey bound) => Administers(caller, wanted.Owner) ? wanted : wanted with
    {
        Tags = wanted.Tags.Count > 0 ? wanted.Tags : bound.Tags,
        ClientTags = wanted.ClientTags.Count > 0 ? wanted.ClientTags : bound.ClientTags,
        RequestsPerMinute = wanted.RequestsPerMinute ?? bound.RequestsPerMinute,
        MaxConcurrentCalls = wanted.MaxConcurrentCalls ?? bound.MaxConcurrentCalls,
        AllowedModels = wanted.AllowedModels ?? bound.AllowedModels,
        AllowedNetworks = wanted.AllowedNetworks ?? bound.AllowedNetworks,
        ExpiresAt = wanted.ExpiresAt ?? bound.ExpiresAt,
    };

    private bool Administers(Caller caller, KeyOwner? owner) => caller.MayIn(Permission.KeysWrite, Teams(owner));

    private static bool IsOwn(Caller caller, KeyOwner? owner) => owner is not null && owner == Self(caller) && caller.MaySomewhere(Permission.OwnKeysWrite);

    private static KeyOwner? Self(Caller caller) => caller.Principal is { } principal
        ? new KeyOwner(principal.Kind == PrincipalKind.User ? OwnerKind.User : OwnerKind.ServiceAccount, principal.Id)
        : null;

    private IReadOnlyList<string> Teams(KeyOwner? owner) => owner is null ? [] : identities.Roster.Of(owner)?.Teams ?? [];

    private CallError? Exists(KeyOwner? owner) => owner is null || identities.Roster.Of(owner) is not null ? null
        : new CallError(ErrorKind.InvalidInput, $"'owner': There is no {owner}. Make it first.")
        {
            Mistakes = [new InputMistake("owner", "not_found", $"There is no {owner}. Make it first.", $"\"{owner.Id}\"")],
        };

    private static bool SameTags(ApiKey? old, ApiKey wanted) =>
        wanted.Tags.Count == (old?.Tags.Count ?? 0) && wanted.Tags.All(tag => old!.Tags.TryGetValue(tag.Key, out var value) && value == tag.Value)
        && wanted.ClientTags.SequenceEqual(old?.ClientTags ?? []);

    private static bool Within(IReadOnlyList<string>? inner, IReadOnlyList<string>? outer) =>
        outer is null || (inner?.All(name => name.EndsWith('*') ? outer.Any(wide => wide.EndsWith('*') && name.StartsWith(wide[..^1], StringComparison.Ordinal)) : Applies.Named(outer, name)) ?? false);

    private static CallError Denied(string message) => new(ErrorKind.PermissionDenied, message);

    private static CallError Fixed(string member) =>
        Denied($"'{member}' of one's own keys are set by others: that needs the permission {Permission.KeysWrite.Name()}.");

    private static CallError Widened(string member) =>
        Denied($"'{member}' of one's own keys may be narrowed, not widened: that needs the permission {Permission.KeysWrite.Name()}.");
}
