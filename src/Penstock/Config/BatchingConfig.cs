using Penstock.Onnx;

namespace Penstock.Config;

/// <summary>How calls of an ONNX model share runs; Concurrency is null for as many runs at once as there are processors.</summary>
internal sealed record BatchingConfig(
    OnnxBatchingMode Mode = OnnxBatchingMode.Auto, int MaxRows = 64, TimeSpan MaxDelay = default, int MaxQueue = 1000, int? Concurrency = null)
{
    public OnnxBatchingOptions ToOptions() => new(Mode, MaxRows, MaxDelay, MaxQueue, Concurrency);
}
