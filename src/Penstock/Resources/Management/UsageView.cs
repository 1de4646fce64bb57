using System.ComponentModel;

namespace Penstock.Resources.Management;

/// <summary>Sums of usage.</summary>
internal sealed record UsageView(
    [property: Description("By what it is summed.")] IReadOnlyList<string> GroupBy,
    [property: Description("From when on. Null: from the beginning.")] DateTimeOffset? From,
    [property: Description("Before when. Null: up to now.")] DateTimeOffset? To,
    [property: Description("Where hours, days, weeks and months begin.")] string TimeZone,
    [property: Description("One sum a group.")] IReadOnlyList<UsageRowView> Data);
