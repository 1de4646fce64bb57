using System.ComponentModel;
using System.Text.Json.Serialization;
using Penstock.Domain.Access;

namespace Penstock.Resources.Management;

/// <summary>Whose a key is, as the management API shows it: one of the members is there.</summary>
internal sealed record KeyOwnerView
{
    [Description("The user.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? User { get; init; }

    [Description("The service account.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ServiceAccount { get; init; }

    [Description("The team.")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Team { get; init; }

    public static KeyOwnerView? Of(KeyOwner? owner) => owner?.Kind switch
    {
        null => null,
        OwnerKind.User => new KeyOwnerView { User = owner.Id },
        OwnerKind.ServiceAccount => new KeyOwnerView { ServiceAccount = owner.Id },
        _ => new KeyOwnerView { Team = owner.Id },
    };
}
