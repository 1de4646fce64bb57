using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>A store of secrets.</summary>
internal sealed record SecretStoreView(
    [property: Description("The name that references begin with.")] string Name,
    [property: Description("For how many seconds a value is used before it is read again.")] double CacheSeconds,
    [property: Description("For how many seconds more an old value serves while the store is down.")] double GraceSeconds,
    [property: Description("What uses secrets of it.")] IReadOnlyList<string> UsedBy,
    [property: Description("Which of its secrets cannot be had, and why.")] IReadOnlyList<SecretTroubleView> Troubles);
