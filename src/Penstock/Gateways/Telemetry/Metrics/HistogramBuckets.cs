using System.Diagnostics.Metrics;

namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>Chooses the upper bounds of a histogram: what its author advised, otherwise something sensible for its unit.</summary>
internal static class HistogramBuckets
{
    /// <summary>OpenTelemetry GenAI 1.41, advice for <c>gen_ai.client.operation.duration</c>; in seconds.</summary>
    public static readonly double[] Seconds =
        [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];

    /// <summary>OpenTelemetry GenAI 1.41, advice for <c>gen_ai.client.token.usage</c>.</summary>
    public static readonly double[] Tokens =
        [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    /// <summary>Powers of four from 64 B to 64 MiB.</summary>
    public static readonly double[] Bytes =
        [64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    /// <summary>The default of the OpenTelemetry metrics SDK ("Explicit Bucket Histogram Aggregation").</summary>
    public static readonly double[] Otherwise =
        [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    /// <summary>The ascending finite upper bounds for an instrument; <c>+Inf</c> is implied.</summary>
    public static double[] For(Instrument instrument)
    {
        var advised = Advised(instrument);
        if (advised is not null) return advised;
        return instrument.Unit switch
        {
            "s" => Seconds,
            "{token}" => Tokens,
            "By" => Bytes,
            _ => Otherwise,
        };
    }

    private static double[]? Advised(Instrument instrument) => instrument switch
    {
        Histogram<double> h => h.Advice?.HistogramBucketBoundaries?.ToArray(),
        Histogram<long> h => Convert(h.Advice, static v => v),
        Histogram<int> h => Convert(h.Advice, static v => v),
        Histogram<float> h => Convert(h.Advice, static v => v),
        Histogram<short> h => Convert(h.Advice, static v => v),
        Histogram<byte> h => Convert(h.Advice, static v => v),
        Histogram<decimal> h => Convert(h.Advice, static v => (double)v),
        _ => null,
    };

    private static double[]? Convert<T>(InstrumentAdvice<T>? advice, Func<T, double> toDouble)
        where T : struct => advice?.HistogramBucketBoundaries?.Select(toDouble).ToArray();
}
