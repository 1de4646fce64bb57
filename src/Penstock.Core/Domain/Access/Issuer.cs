namespace Penstock.Domain.Access;

/// <summary>An OpenID Connect issuer whose tokens are credentials for calls, or where people log in, or both.</summary>
public sealed record Issuer
{
    /// <summary>Its name here.</summary>
    public required string Name { get; init; }

    /// <summary>Its identifier: a token's <c>iss</c> is this, letter for letter (RFC 8414 section 2).</summary>
    public required string Url { get; init; }

    /// <summary>For whom tokens must be made to be credentials for calls; none where tokens are not taken for calls.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>How it may sign: JWA names (RFC 7518 section 3.1). Never <c>none</c>; <c>HS…</c> only with <see cref="SharedSecret"/>, and then nothing else.</summary>
    public IReadOnlyList<string> Algorithms { get; init; } = Asymmetric;

    /// <summary>Where its keys are; null where discovery says that, or where they are given.</summary>
    public Uri? KeysAddress { get; init; }

    /// <summary>Its keys, a JWK set (RFC 7517 section 5) as text, instead of fetched ones; null for fetched ones.</summary>
    public string? Keys { get; init; }

    /// <summary>The secret that it and this server share; null where it signs with keys of its own.</summary>
    public IssuerSecret? SharedSecret { get; init; }

    /// <summary>How far its clock may be from ours.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long its keys are good after they were fetched last, when it cannot be reached.</summary>
    public TimeSpan KeysOutlive { get; init; } = TimeSpan.FromHours(24);

    /// <summary>What its tokens stand for.</summary>
    public PrincipalKind Kind { get; init; }

    /// <summary>Where its tokens say what.</summary>
    public IssuerClaims Claims { get; init; } = new();

    /// <summary>What its groups stand for here, by the group's name.</summary>
    public IReadOnlyDictionary<string, IssuerGroup> Groups { get; init; } = new Dictionary<string, IssuerGroup>();

    /// <summary>What everybody has who comes from it.</summary>
    public IssuerGroup Everybody { get; init; } = new();

    /// <summary>Claims that a token must have, each with one of these values at least; none for any.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Required { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The domains of e-mail addresses that are let in; none for all. Only a verified address counts.</summary>
    public IReadOnlyList<string> EmailDomains { get; init; } = [];

    /// <summary>Whether its e-mail addresses count as verified without it saying so.</summary>
    public bool TrustEmail { get; init; }

    /// <summary>Whether somebody unknown gets an account.</summary>
    public bool Creates { get; init; } = true;

    /// <summary>How people log in there; null where they do not.</summary>
    public IssuerLogin? Login { get; init; }

    /// <summary>Whether the configuration file declares it: then it may be at a private address, which is the operator's word.</summary>
    public bool MayBePrivate { get; init; }

    /// <summary>What signs with a private key and is verified with a public one.</summary>
    public static readonly IReadOnlyList<string> Asymmetric = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>What signs and verifies with one secret.</summary>
    public static readonly IReadOnlyList<string> Symmetric = ["HS256", "HS384", "HS512"];

    /// <summary>The teams that groups stand for, none twice.</summary>
    public IReadOnlyList<string> TeamsOf(IReadOnlyList<string> groups) => Mapped(groups, static group => group.Teams);

    /// <summary>The roles that groups stand for, none twice.</summary>
    public IReadOnlyList<string> RolesOf(IReadOnlyList<string> groups) => Mapped(groups, static group => group.Roles);

    /// <summary>Every team that it maps to.</summary>
    public IEnumerable<string> AllTeams => Groups.Values.Append(Everybody).SelectMany(static group => group.Teams).Distinct(StringComparer.Ordinal);

    /// <summary>Every role that it maps to.</summary>
    public IEnumerable<string> AllRoles => Groups.Values.Append(Everybody).SelectMany(static group => group.Roles).Distinct(StringComparer.Ordinal);

    private string[] Mapped(IReadOnlyList<string> groups, Func<IssuerGroup, IReadOnlyList<string>> what) =>
        [.. groups.SelectMany(group => Groups.TryGetValue(group, out var mapped) ? what(mapped) : []).Concat(what(Everybody)).Distinct(StringComparer.Ordinal)];
}
