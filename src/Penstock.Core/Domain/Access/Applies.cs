namespace Penstock.Domain.Access;

/// <summary>
/// Which calls a limit, a budget or a rule is about: those that match every list that is not empty. In all lists a name that ends in <c>*</c>
/// stands for all that begin so.
/// </summary>
public sealed record Applies
{
    /// <summary>All calls.</summary>
    public static readonly Applies ToAll = new();

    /// <summary>Ids of keys.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Ids of users.</summary>
    public IReadOnlyList<string> Users { get; init; } = [];

    /// <summary>Ids of service accounts.</summary>
    public IReadOnlyList<string> ServiceAccounts { get; init; } = [];

    /// <summary>Ids of teams; their sub-teams are meant too.</summary>
    public IReadOnlyList<string> Teams { get; init; } = [];

    /// <summary>Names of roles.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Public names of models.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Tags: <c>name</c> for any value, or <c>name=value</c>.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Whether a caller and its call of a model are meant. Providers are no part of it: which one runs a call is known only when it is routed.</summary>
    /// <param name="caller">Who calls.</param>
    /// <param name="model">The model's public name; null where none is meant, so that only what names no model matches.</param>
    /// <param name="tags">The governed tags of the call.</param>
    public bool Match(Caller caller, string? model, IReadOnlyDictionary<string, string> tags) =>
        Any(Keys, caller.Key.Id)
        && Any(Users, caller.Principal is { Kind: PrincipalKind.User } user ? user.Id : null)
        && Any(ServiceAccounts, caller.Principal is { Kind: PrincipalKind.ServiceAccount } account ? account.Id : null)
        && Any(Teams, caller.Teams)
        && Any(Roles, caller.Roles)
        && Any(Models, model)
        && AnyTag(tags);

    /// <summary>Whether a name is one of a list's, or begins as one of its patterns.</summary>
    public static bool Named(IReadOnlyList<string> patterns, string name)
    {
        foreach (var pattern in patterns)
        {
            if (pattern.EndsWith('*') ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1)) : name == pattern)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Any(IReadOnlyList<string> patterns, string? name) => patterns.Count == 0 || (name is not null && Named(patterns, name));

    private static bool Any(IReadOnlyList<string> patterns, IReadOnlyList<string> names)
    {
        if (patterns.Count == 0)
        {
            return true;
        }

        foreach (var name in names)
        {
            if (Named(patterns, name))
            {
                return true;
            }
        }

        return false;
    }

    private bool AnyTag(IReadOnlyDictionary<string, string> tags)
    {
        if (Tags.Count == 0)
        {
            return true;
        }

        foreach (var wanted in Tags)
        {
            var equals = wanted.IndexOf('=');
            if (equals < 0 ? tags.ContainsKey(wanted) : tags.TryGetValue(wanted[..equals], out var value) && Named([wanted[(equals + 1)..]], value))
            {
                return true;
            }
        }

        return false;
    }
}
