namespace Penstock.Config;

/// <summary>How long what is kept is kept; null for ever.</summary>
internal sealed record RetentionConfig(TimeSpan? Calls, TimeSpan? Audit, TimeSpan? Usage, TimeSpan? Content, TimeSpan? DamagedJournal);
