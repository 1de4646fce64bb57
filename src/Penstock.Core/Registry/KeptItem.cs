namespace Penstock.Registry;

/// <summary>A thing that management keeps: a team, a budget, a rule. Its body is the JSON that was sent, without what the server adds.</summary>
/// <param name="Id">Its id, unique among its kind.</param>
/// <param name="Body">The JSON object. It holds no secret.</param>
/// <param name="Version">Raised with every change, also over a deletion: the entity tag.</param>
/// <param name="CreatedAt">When it was made, UTC.</param>
/// <param name="UpdatedAt">When it was changed last, UTC.</param>
/// <param name="ChangedBy">Who changed it last: <see cref="Domain.Access.Actor.Id"/>.</param>
public sealed record KeptItem(string Id, string Body, long Version, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt, string ChangedBy)
{
    /// <summary>Where a file declares it, which makes it read-only: <c>penstock.yaml:12</c>; null for what the database has.</summary>
    public string? DeclaredAt { get; init; }
}
