using System.Collections.Concurrent;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Authenticate;

/// <summary>Keeps accounts as long as the process lives, with the teams and roles of their tokens and nothing else.</summary>
public sealed class InMemoryIdentities : IIdentities
{
    private static readonly CallError Unknown =
        new(ErrorKind.PermissionDenied, "There is no account for you here, and the issuer's configuration makes none. Ask whoever administers Penstock for one.") { Code = "no_account" };

    private readonly ConcurrentDictionary<(string Issuer, string Subject), string> _accounts = new();

    /// <inheritdoc/>
    public Caller? Find(IssuedIdentity identity) => _accounts.TryGetValue((identity.Issuer, identity.Subject), out var id) ? CallerOf(id, identity) : null;

    /// <inheritdoc/>
    public ValueTask<(Caller? Caller, CallError? Error)> AdmitAsync(IssuedIdentity identity, CancellationToken ct)
    {
        if (identity.Creates)
        {
            _accounts.GetOrAdd((identity.Issuer, identity.Subject), _ => $"{(identity.Kind == PrincipalKind.User ? "user" : "sa")}_{_accounts.Count + 1}");
        }

        var caller = Find(identity);
        return ValueTask.FromResult<(Caller?, CallError?)>(caller is null ? (null, Unknown) : (caller, null));
    }

    private static Caller CallerOf(string id, IssuedIdentity identity) =>
        new(new ApiKey { Id = id, Name = identity.Name ?? identity.Subject, Prefix = "", Hash = "", CreatedAt = default, UpdatedAt = default })
        {
            Principal = new Principal(identity.Kind, id, identity.Name ?? identity.Email ?? identity.Subject),
            Teams = identity.Teams,
            Roles = identity.Roles,
        };
}
