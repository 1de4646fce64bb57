namespace Penstock.Resources.Management;

/// <summary>Sums of usage.</summary>
internal sealed record UsageView(IReadOnlyList<string> GroupBy, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<UsageRowView> Data);
