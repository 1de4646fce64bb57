using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>A page of calls.</summary>
internal sealed record CallList(
    [property: Description("The calls, the newest first.")] IReadOnlyList<CallView> Data,
    [property: Description("The cursor of the next page. Null: this is the last.")] string? NextCursor);
