using Penstock.Config.Kinds;
using Penstock.Onnx;

namespace Penstock.Config;

/// <summary>The keys of <c>batching</c>, of one model or of all.</summary>
internal static class BatchingKeys
{
    public static readonly ConfigKey<int> MaxRows = new("max_rows", Scalars.Integer(1, 1_000_000),
        "The most rows in a run. A call that has more runs alone.")
    { Default = "64" };

    public static readonly ConfigKey<TimeSpan> MaxDelay = new("max_delay", Scalars.Duration(TimeSpan.Zero, TimeSpan.FromSeconds(10)),
        "How long a call waits for others to share its run while another run of the model is under way; when none is, it never waits.")
    { Default = "0ms" };

    public static readonly ConfigKey<int> MaxQueue = new("max_queue", Scalars.Integer(1, 1_000_000),
        "The most calls that wait for their run; one more is answered 429 `queue_full`.")
    { Default = "1000" };

    public static readonly ConfigKey<int> Concurrency = new("concurrency", Scalars.Integer(1, 1024),
        "The most runs of the model at once.")
    { DefaultNote = "the number of processors" };

    private static readonly WordOrKind<BatchingConfig> Batching = new(
        ["off", "false", "no", "on", "true", "yes"],
        (word, _) => new BatchingConfig(word is "on" or "true" or "yes" ? OnnxBatchingMode.On : OnnxBatchingMode.Off),
        new SectionKind<BatchingConfig>([MaxRows, MaxDelay, MaxQueue, Concurrency],
            s => new BatchingConfig(OnnxBatchingMode.Auto, s.Get(MaxRows), s.Get(MaxDelay), s.Get(MaxQueue), s.GetOptional(Concurrency))));

    /// <summary>Where the key may stand; what a model does not say, `onnx.batching` says, and otherwise it is automatic.</summary>
    public static readonly ConfigKey<BatchingConfig> Key = new("batching", Batching,
        "ONNX models: whether calls that come while the model is busy share its next run. Without this key, and with keys below it, they do where the file leaves the first"
        + " dimension of all inputs and outputs open and a probe at load shows that rows do not depend on each other; `on` vouches for the rows where the probe can show nothing.")
    { DefaultNote = "automatic" };
}
