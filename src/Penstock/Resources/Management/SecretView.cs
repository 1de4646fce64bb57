using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Penstock.Secrets;

namespace Penstock.Resources.Management;

/// <summary>A secret as the management API shows it: everything but what it holds.</summary>
internal sealed record SecretView
{
    [Description("Its name.")]
    public required string Name { get; init; }

    [Description("What to write where the secret is needed.")]
    public required string Reference { get; init; }

    [Description("What it is for. Null: nobody said.")]
    public string? Description { get; init; }

    [Description("How many values it has had, deletions counted too.")]
    public required long Version { get; init; }

    [Description("Whether its master key is at hand, without which it cannot be used.")]
    [AllowedValues("readable", "unreadable")]
    public required string State { get; init; }

    [Description("The fingerprint of the master key that it is encrypted under.")]
    public required string MasterKey { get; init; }

    [Description("What uses it.")]
    public required IReadOnlyList<string> UsedBy { get; init; }

    [Description("When it was made.")]
    public required DateTimeOffset CreatedAt { get; init; }

    [Description("When it got its value.")]
    public required DateTimeOffset UpdatedAt { get; init; }

    [Description("Who gave it its value: the id of a user, a service account or a key.")]
    public required string UpdatedBy { get; init; }

    public static SecretView Of(KeptSecret secret, string store, IReadOnlyList<string> usedBy) => new()
    {
        Name = secret.Name,
        Reference = new SecretReference(store, secret.Name, null).ToString(),
        Description = secret.Description,
        Version = secret.Version,
        State = secret.Readable ? "readable" : "unreadable",
        MasterKey = secret.MasterKey,
        UsedBy = usedBy,
        CreatedAt = secret.CreatedAt,
        UpdatedAt = secret.UpdatedAt,
        UpdatedBy = secret.UpdatedBy,
    };
}
