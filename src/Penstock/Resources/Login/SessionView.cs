using System.ComponentModel;
using System.Text.Json.Serialization;
using Penstock.Pipeline.Authenticate;

namespace Penstock.Resources.Login;

/// <summary>A session as it is shown: never what the browser has.</summary>
internal sealed record SessionView
{
    [Description("Its id here; nobody can log in with it.")]
    public required string Id { get; init; }

    [Description("The user's id; null for one who is gone or was switched off, whom the session lets in no longer.")]
    public required string? UserId { get; init; }

    [Description("The user's name.")]
    public required string? Name { get; init; }

    [Description("The issuer where the login was.")]
    public required string Issuer { get; init; }

    [Description("When it began.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When it was used last.")]
    public required DateTimeOffset SeenAt { get; init; }

    [Description("When it ends if it is not used any more.")]
    public required DateTimeOffset EndsAt { get; init; }

    [Description("Whether it is the one that asks.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public required bool Current { get; init; }

    /// <summary>A session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="endsAt">When it ends by itself.</param>
    /// <param name="user">Whose it is: id and name; null for nobody's any more.</param>
    /// <param name="current">The hash of the session that asks; null where none does.</param>
    public static SessionView Of(Session session, DateTimeOffset endsAt, (string Id, string Name)? user, string? current) => new()
    {
        Id = session.Id,
        UserId = user?.Id,
        Name = user?.Name ?? session.Identity.Name,
        Issuer = session.Identity.Issuer,
        CreatedAt = session.CreatedAt,
        SeenAt = session.SeenAt,
        EndsAt = endsAt,
        Current = session.Hash == current,
    };
}
