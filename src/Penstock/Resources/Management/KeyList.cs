namespace Penstock.Resources.Management;

/// <summary>A page of keys; <paramref name="NextCursor"/> is null on the last.</summary>
internal sealed record KeyList(IReadOnlyList<KeyView> Data, string? NextCursor);
