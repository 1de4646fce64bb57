using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Authenticate;
using Penstock.Registry;
using Penstock.Resources.Management.Managed;

namespace Penstock.Config.Governance;

/// <summary>
/// Makes callers of those whom issuers vouch for: by the users and service accounts that are kept. An account is found by issuer and subject only:
/// an address may be somebody else's tomorrow.
/// </summary>
internal sealed class KeptIdentities(GovernedKinds kinds, Identities identities, ManagedTurns turns, TimeProvider time) : IIdentities
{
    private static readonly CallError Unknown =
        new(ErrorKind.PermissionDenied, "There is no account for you here, and the issuer's configuration makes none. Ask whoever administers Penstock for one.") { Code = "no_account" };

    private static readonly CallError Deactivated =
        new(ErrorKind.PermissionDenied, "Your account was deactivated. Ask whoever administers Penstock.") { Code = "account_deactivated" };

    // The reader of tokens gives the same identity for the same token: what it may do is worked out once, until the roster changes.
    private readonly ConditionalWeakTable<IssuedIdentity, Found> _found = [];

    /// <inheritdoc/>
    public Caller? Find(IssuedIdentity identity)
    {
        var roster = identities.Roster;
        if (_found.TryGetValue(identity, out var known) && ReferenceEquals(known.Roster, roster))
        {
            return known.Caller;
        }

        var caller = Account(roster, identity) is { Active: true } member ? CallerOf(roster, member, identity) : null;
        _found.AddOrUpdate(identity, new Found(roster, caller));
        return caller;
    }

    /// <inheritdoc/>
    public async ValueTask<(Caller? Caller, CallError? Error)> AdmitAsync(IssuedIdentity identity, CancellationToken ct)
    {
        // Changes of accounts come one after the other: two first requests of the same person make one.
        using (await turns.TakeAsync(ct))
        {
            var member = Account(identities.Roster, identity);
            if (member is null && !identity.Creates)
            {
                return (null, Unknown);
            }

            if (member is { Active: false })
            {
                return (null, Deactivated);
            }

            await NoteAsync(member, identity, ct);
        }

        return Find(identity) is { } caller ? (caller, null) : (null, Deactivated);
    }

    private static IMember? Account(Roster roster, IssuedIdentity identity) =>
        roster.Find(identity.Issuer, identity.Subject) is { } owner && (owner.Kind == OwnerKind.User) == (identity.Kind == PrincipalKind.User) ? roster.Member(owner) : null;

    // The token at hand says which groups there are; what was noted at the last login may be older.
    private Caller CallerOf(Roster roster, IMember member, IssuedIdentity identity)
    {
        Login[] logins = [.. member.Logins.Select(login => login.Issuer == identity.Issuer && login.Subject == identity.Subject ? login with { Teams = identity.Teams, Roles = identity.Roles } : login)];
        IMember now = member is User user ? user with { Logins = logins } : (ServiceAccount)member with { Logins = logins };
        var prefix = member is User ? "user_" : "sa_";
        return roster.Of(now).With(new ApiKey
        {
            Id = member.Id.StartsWith(prefix, StringComparison.Ordinal) ? member.Id : prefix + member.Id,
            Name = member.Name,
            Prefix = "",
            Hash = "",
            CreatedAt = time.GetUtcNow(),
            UpdatedAt = time.GetUtcNow(),
        });
    }

    private async Task NoteAsync(IMember? member, IssuedIdentity identity, CancellationToken ct)
    {
        Shelf shelf = identity.Kind == PrincipalKind.User ? kinds.Users.Shelf : kinds.ServiceAccounts.Shelf;
        var id = member?.Id ?? IdOf(identity);
        var item = shelf.Items.GetValueOrDefault(id);
        if (item?.DeclaredAt is not null)
        {
            return;
        }

        var body = item is null ? [] : JsonNode.Parse(item.Body)!.AsObject();
        var logins = body["logins"] as JsonArray ?? [];
        body["logins"] = new JsonArray(
        [
            .. logins.Where(login => !((string?)login!["issuer"] == identity.Issuer && (string?)login["subject"] == identity.Subject)).Select(login => login!.DeepClone()),
            new JsonObject { ["issuer"] = identity.Issuer, ["subject"] = identity.Subject, ["teams"] = Array(identity.Teams), ["roles"] = Array(identity.Roles) },
        ]);
        if (identity.Name is { Length: > 0 } name && (item is null || body["name"] is null))
        {
            body["name"] = name;
        }

        // An address that another has, or that is none, is left out: the account is known by its login.
        if (identity is { Kind: PrincipalKind.User, Email: { } email })
        {
            var with = body.DeepClone().AsObject();
            with["email"] = email;
            body = shelf.Check(id, with.ToJsonString()).Count == 0 ? with : body;
        }

        var text = body.ToJsonString();
        if (item is null || !JsonNode.DeepEquals(JsonNode.Parse(item.Body), body))
        {
            await shelf.SaveAsync(id, text, item, new Actor($"issuer:{identity.Issuer}"), ct);
        }
    }

    private static JsonArray Array(IReadOnlyList<string> texts) => new([.. texts.Select(text => (JsonNode)JsonValue.Create(text))]);

    // The same person gets the same id on every replica.
    private static string IdOf(IssuedIdentity identity) =>
        (identity.Kind == PrincipalKind.User ? "user_" : "sa_")
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{identity.Issuer}\n{identity.Subject}")))[..20];

    private sealed record Found(Roster Roster, Caller? Caller);
}
