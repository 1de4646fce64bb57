using Penstock.Config.Kinds;

namespace Penstock.Config;

/// <summary>The keys of the audit trail, and of how long things are kept.</summary>
internal static class AuditKeys
{
    private static readonly ConfigKey<string> SigningKey = new("signing_key", Scalars.Path,
        "The file of the private key (ECDSA, PEM) that signs the audit trail's checkpoints; it is made when it is not there. Keep it where nobody who can write the database can read it.")
    { DefaultNote = "`<data folder>/audit.key`" };

    private static readonly ConfigKey<int> Every = new("checkpoint_every", Scalars.Integer(1, 10_000_000),
        "After how many entries, calls included, a checkpoint is taken; looked at once a minute.")
    { Default = "10000" };

    private static readonly ConfigKey<TimeSpan> Interval = new("checkpoint_interval", Scalars.Duration(TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
        "After what time one is taken, when anything has come since.")
    { Default = "1h" };

    private static readonly ConfigKey<Uri> Webhook = new("webhook", NetworkScalars.BaseUrl,
        "Where checkpoints are sent to as JSON, by POST, so that they are kept outside; the log has them too.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<AuditConfig> Audit = new("audit",
        new SectionKind<AuditConfig>([SigningKey, Every, Interval, Webhook], s => new AuditConfig(s.Has(SigningKey) ? s.Get(SigningKey) : null, s.Get(Every), s.Get(Interval), s.Has(Webhook) ? s.Get(Webhook) : null)),
        "The audit trail.");

    private static readonly ConfigKey<TimeSpan> Calls = Kept("calls", "Records of calls. Sums of usage stay as long as `usage` says.");
    private static readonly ConfigKey<TimeSpan> Trail = Kept("audit", "Entries of the audit trail, and with them the links of calls. What is left is verified from a signed mark on.");
    private static readonly ConfigKey<TimeSpan> Usage = Kept("usage", "The hours' sums of usage.");
    private static readonly ConfigKey<TimeSpan> Content = Kept("content", "Content that a policy has recorded, where the policy does not say less.");
    private static readonly ConfigKey<TimeSpan> Damaged = Kept("damaged_journal", "Segments of the journal that were damaged, and are kept so that somebody can look at them.");

    public static readonly ConfigKey<RetentionConfig> Retention = new("retention",
        new SectionKind<RetentionConfig>([Calls, Trail, Usage, Content, Damaged], s => new RetentionConfig(
            s.GetOptional(Calls), s.GetOptional(Trail), s.GetOptional(Usage), s.GetOptional(Content), s.GetOptional(Damaged))),
        "How long things are kept: `90d`. What is older is deleted in small pieces, while everybody goes on working.");

    private static ConfigKey<TimeSpan> Kept(string name, string what) =>
        new(name, Scalars.Duration(TimeSpan.FromHours(1), TimeSpan.FromDays(36_500)), what) { DefaultNote = "for ever" };
}
