using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>A page of secrets.</summary>
internal sealed record SecretList(
    [property: Description("The secrets.")] IReadOnlyList<SecretView> Data,
    [property: Description("The cursor of the next page. Null: this is the last.")] string? NextCursor);
