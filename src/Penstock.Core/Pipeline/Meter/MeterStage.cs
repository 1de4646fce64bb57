using System.Diagnostics;
using System.Diagnostics.Metrics;
using Penstock.Domain.Calls;

namespace Penstock.Pipeline.Meter;

/// <summary>
/// Measures every call under the names and units of the OpenTelemetry GenAI conventions 1.41, and what Penstock itself adds as
/// <c>penstock.overhead</c> (exported as <c>penstock_overhead_seconds</c>); and traces it as a span, when somebody listens.
/// </summary>
public sealed class MeterStage : Stage, IEndAction, IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string SourceName = "Penstock";

    private static readonly double[] Seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    private static readonly double[] FirstTokenSeconds = [0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0];
    private static readonly double[] OverheadSeconds = [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 1];
    private static readonly long[] Tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];

    private readonly ActivitySource _spans = new(SourceName);
    private readonly System.Diagnostics.Metrics.Meter _meter;
    private readonly UpDownCounter<long> _active;
    private readonly Histogram<double> _duration;
    private readonly Histogram<double> _firstToken;
    private readonly Histogram<double> _overhead;
    private readonly Histogram<long> _usage;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _unpriced;
    private readonly PredictMeter _predict;

    /// <summary>Makes the instruments.</summary>
    /// <param name="statistics">Where typed calls are counted; null for nowhere that anybody reads.</param>
    public MeterStage(PredictStatistics? statistics = null)
    {
        _meter = new System.Diagnostics.Metrics.Meter(SourceName);
        _active = _meter.CreateUpDownCounter<long>("penstock.active_calls", "{call}", "Calls that run now.");
        _duration = Histogram("gen_ai.server.request.duration", "s", "Time from the start of a call to its end.", Seconds);
        _firstToken = Histogram("gen_ai.server.time_to_first_token", "s", "Time from the start of a streamed call to its first event.", FirstTokenSeconds);
        _overhead = Histogram("penstock.overhead", "s", "What Penstock adds: from the start to the engine's start, and from the engine's first byte to the first byte released.", OverheadSeconds);
        _usage = Histogram("gen_ai.client.token.usage", "{token}", "Input and output tokens of a call, as the provider counted them.", Tokens);
        _cost = _meter.CreateCounter<double>("penstock.cost", "{currency}", "What calls cost: for charts, as the ledger has the exact amounts.");
        _unpriced = _meter.CreateCounter<long>("penstock.unpriced_calls", "{call}", "Calls that cost something that nobody knows, because there is no price for it.");
        _predict = new PredictMeter(_meter, statistics ?? new PredictStatistics());
    }

    /// <inheritdoc/>
    public override ValueTask<CallResult> RunAsync(Call call, Next next, CancellationToken ct)
    {
        _active.Add(1);
        call.OnEnd(this);
        if (_spans.HasListeners())
        {
            call.State.Activity = CallSpan.Start(_spans, call);
        }

        return next(call, ct);
    }

    /// <inheritdoc/>
    public ValueTask OnEndAsync(Call call, CancellationToken ct)
    {
        var state = call.State;
        _active.Add(-1);

        // Only names of the catalogue become labels: whatever else a caller writes would make a series of its own.
        var tags = new TagList
        {
            { "gen_ai.operation.name", call.Head.Capability.OperationName() },
            { "gen_ai.provider.name", state.Target?.Provider ?? "none" },
            { "gen_ai.request.model", state.Model?.Id ?? "unknown" },
        };
        if (state.Target?.Version is { } version)
        {
            tags.Add("penstock.model.version", version);
        }

        if (state.Usage is { } usage)
        {
            RecordTokens(usage.Input, "input", tags);
            RecordTokens(usage.Output, "output", tags);
        }

        if (state.Cost is { } cost)
        {
            RecordCost((double)cost.Total, state.Currency, tags);
        }

        if (state.PriceUnknown)
        {
            _unpriced.Add(1, tags);
        }

        if (state.EngineStarted != 0 && state.EngineAnswered != 0)
        {
            var after = state.FirstByte == 0 ? state.Ended : state.FirstByte;
            _overhead.Record((call.Between(call.Started, state.EngineStarted) + call.Between(state.EngineAnswered, after)).TotalSeconds);
        }

        if (state.Streaming && state.FirstByte != 0)
        {
            _firstToken.Record(call.Between(call.Started, state.FirstByte).TotalSeconds, tags);
        }

        if (state.Error is { } error)
        {
            tags.Add("error.type", error.Kind.Code());
        }

        _duration.Record(call.Between(call.Started, state.Ended).TotalSeconds, tags);
        _predict.Record(call);
        if (state.Activity is { } span)
        {
            CallSpan.End(span, call);
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _spans.Dispose();
    }

    private void RecordCost(double cost, string? currency, TagList tags)
    {
        tags.Add("penstock.currency", currency);
        _cost.Add(cost, tags);
    }

    private void RecordTokens(long count, string type, TagList tags)
    {
        tags.Add("gen_ai.token.type", type);
        _usage.Record(count, tags);
    }

    private Histogram<T> Histogram<T>(string name, string unit, string description, T[] boundaries)
        where T : struct =>
        _meter.CreateHistogram(name, unit, description, null, new InstrumentAdvice<T> { HistogramBucketBoundaries = boundaries });
}
