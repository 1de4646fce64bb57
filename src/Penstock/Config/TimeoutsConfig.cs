namespace Penstock.Config;

internal sealed record TimeoutsConfig(TimeSpan Connect, TimeSpan FirstByte, TimeSpan Idle, TimeSpan Total);
