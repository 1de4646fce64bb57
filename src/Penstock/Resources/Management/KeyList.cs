using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>A page of keys.</summary>
internal sealed record KeyList(
    [property: Description("The keys.")] IReadOnlyList<KeyView> Data,
    [property: Description("The cursor of the next page. Null: this is the last.")] string? NextCursor);
