using System.Diagnostics;
using System.Diagnostics.Metrics;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Meter;
using Penstock.Tests;
using Xunit;

namespace Penstock.Core.Tests.Pipeline.Meter;

public sealed class MeterStageTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly MeterStage _stage = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, string?> _units = [];
    private readonly List<string> _measured = [];

    public MeterStageTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // The queue's gauge is one for the process: other tests' queues would show here.
            if (instrument.Meter.Name == MeterStage.SourceName && instrument.Name != "penstock.predict.queue.length")
            {
                _units[instrument.Name] = instrument.Unit;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Measured(instrument, value, tags));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _stage.Dispose();
    }

    [Fact]
    public void Has_the_names_and_units_of_the_conventions() => Assert.Equal(
        new Dictionary<string, string?>
        {
            ["gen_ai.client.token.usage"] = "{token}",
            ["gen_ai.server.request.duration"] = "s",
            ["gen_ai.server.time_to_first_token"] = "s",
            ["penstock.active_calls"] = "{call}",
            ["penstock.cost"] = "{currency}",
            ["penstock.overhead"] = "s",
            ["penstock.predict.batch.duration"] = "s",
            ["penstock.predict.batch.rows"] = "{row}",
            ["penstock.predict.compute.duration"] = "s",
            ["penstock.predict.encode.duration"] = "s",
            ["penstock.predict.queue.duration"] = "s",
            ["penstock.unpriced_calls"] = "{call}",
        },
        _units);

    [Fact]
    public async Task Measures_a_streamed_call()
    {
        using var call = await BegunAsync();
        Assert.Equal(["penstock.active_calls 1"], _measured);
        _measured.Clear();
        Advance(0.25);
        call.State.EngineStarted = _time.GetTimestamp();
        Advance(1);
        call.State.EngineAnswered = _time.GetTimestamp();
        Advance(0.5);
        call.State.FirstByte = _time.GetTimestamp();
        Advance(2);
        call.State.Streaming = true;
        call.State.Usage = new TokenUsage { Input = 7, Output = 11 };

        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);

        const string Tags = "gen_ai.operation.name=chat gen_ai.provider.name=house gen_ai.request.model=gpt";
        Assert.Equal(
        [
            "penstock.active_calls -1",
            $"gen_ai.client.token.usage 7 {Tags} gen_ai.token.type=input",
            $"gen_ai.client.token.usage 11 {Tags} gen_ai.token.type=output",
            "penstock.overhead 0.75",
            $"gen_ai.server.time_to_first_token 1.75 {Tags}",
            $"gen_ai.server.request.duration 3.75 {Tags}",
        ],
        _measured);
    }

    [Fact]
    public async Task Measures_a_complete_answer_without_a_first_token()
    {
        using var call = await BegunAsync();
        call.State.EngineStarted = call.State.EngineAnswered = _time.GetTimestamp();
        call.State.FirstByte = _time.GetTimestamp();

        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);

        Assert.Equal(["penstock.active_calls", "penstock.active_calls", "penstock.overhead", "gen_ai.server.request.duration"], _measured.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Measures_where_a_typed_call_spent_its_time()
    {
        using var call = Given.Call(_time, new CallHead { Capability = Capability.Predict, Dialect = "penstock", Model = "iris" });
        call.State.Target = Given.Target(new FakeEngine());
        call.State.Model = Given.Model("iris", call.State.Target) with { Version = "3" };
        await RunAsync(call);
        _measured.Clear();
        call.State.EngineStarted = _time.GetTimestamp();
        call.State.Phases = new PredictPhases(2, Span(1), Span(2), Span(4), Span(0.5)) { RunRows = 5 };
        call.State.EngineAnswered = call.State.EncodeStarted = _time.GetTimestamp();
        Advance(0.25);
        call.State.FirstByte = _time.GetTimestamp();

        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);

        const string Tags = "gen_ai.request.model=iris penstock.model.version=3";
        Assert.Equal(
            [
                $"penstock.predict.queue.duration 1 {Tags}", $"penstock.predict.batch.duration 2.5 {Tags}", $"penstock.predict.compute.duration 4 {Tags}",
                $"penstock.predict.batch.rows 5 {Tags}", $"penstock.predict.encode.duration 0.25 {Tags}",
            ],
            _measured.Where(line => line.StartsWith("penstock.predict", StringComparison.Ordinal)));

        static TimeSpan Span(double seconds) => TimeSpan.FromSeconds(seconds);
    }

    [Fact]
    public async Task Takes_the_engines_time_for_the_run_where_the_engine_says_no_more()
    {
        using var call = Given.Call(_time, new CallHead { Capability = Capability.Predict, Dialect = "penstock", Model = "price" });
        call.State.Target = Given.Target(new FakeEngine());
        call.State.Model = Given.Model("price", call.State.Target);
        await RunAsync(call);
        call.State.EngineStarted = _time.GetTimestamp();
        Advance(3);
        call.State.EngineAnswered = _time.GetTimestamp();

        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);

        Assert.Contains("penstock.predict.compute.duration 3 gen_ai.request.model=price", _measured);
        Assert.Contains("penstock.predict.batch.rows 1 gen_ai.request.model=price", _measured);
    }

    [Fact]
    public async Task Makes_no_label_of_what_a_caller_writes()
    {
        using var call = Given.Call(_time, Given.Head(model: "whatever-a-caller-writes"));
        await RunAsync(call);
        Advance(1);

        await call.EndAsync(CallEnd.Failed, new CallError(ErrorKind.ModelNotFound, "No such model."), CancellationToken.None);

        Assert.Equal(
        [
            "penstock.active_calls 1",
            "penstock.active_calls -1",
            "gen_ai.server.request.duration 1 gen_ai.operation.name=chat gen_ai.provider.name=none gen_ai.request.model=unknown error.type=model_not_found",
        ],
        _measured);
    }

    [Fact]
    public async Task Makes_no_span_when_nobody_listens()
    {
        using var call = await BegunAsync();

        Assert.Null(call.State.Activity);
    }

    [Fact]
    public async Task Traces_a_call_that_went_well()
    {
        using var spans = Listen(out var stopped);
        using var parent = new Activity("server").Start();
        using var call = Call();
        Activity? seen = null;
        await _stage.RunAsync(call, (_, _) =>
        {
            seen = Activity.Current;
            return ValueTask.FromResult(Given.Answer());
        }, CancellationToken.None);
        call.State.Streaming = true;
        call.State.Usage = new TokenUsage { Input = 7, Output = 11, CachedInput = 5, Reasoning = 3 };
        Assert.Empty(stopped);

        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);

        var span = Assert.Single(stopped);
        Assert.Same(seen, span);
        Assert.Equal(("chat gpt", ActivityKind.Client, ActivityStatusCode.Unset), (span.DisplayName, span.Kind, span.Status));
        Assert.Equal(parent.SpanId, span.ParentSpanId);
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["gen_ai.operation.name"] = "chat",
                ["gen_ai.provider.name"] = "house",
                ["gen_ai.request.model"] = "gpt",
                ["gen_ai.request.stream"] = true,
                ["gen_ai.usage.input_tokens"] = 7L,
                ["gen_ai.usage.output_tokens"] = 11L,
                ["gen_ai.usage.cache_read.input_tokens"] = 5L,
                ["gen_ai.usage.reasoning.output_tokens"] = 3L,
                ["penstock.call.id"] = "call_1",
            },
            span.TagObjects.ToDictionary());
    }

    [Fact]
    public async Task Traces_a_call_that_failed_and_names_no_unknown_model()
    {
        using var spans = Listen(out var stopped);
        using var call = Given.Call(_time, Given.Head(model: "no-such-model"));
        await RunAsync(call);

        await call.EndAsync(CallEnd.Failed, new CallError(ErrorKind.ModelNotFound, "No such model."), CancellationToken.None);

        var span = Assert.Single(stopped);
        Assert.Equal(("chat", ActivityStatusCode.Error), (span.DisplayName, span.Status));
        Assert.Equal(
            new Dictionary<string, object?>
            {
                ["gen_ai.operation.name"] = "chat",
                ["gen_ai.request.model"] = "no-such-model",
                ["error.type"] = "model_not_found",
                ["penstock.call.id"] = "call_1",
            },
            span.TagObjects.ToDictionary());
    }

    [Fact]
    public async Task Runs_a_call_whose_span_is_not_sampled()
    {
        using var spans = Listen(out var stopped, ActivitySamplingResult.None);
        using var call = await BegunAsync();

        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);

        Assert.Null(call.State.Activity);
        Assert.Empty(stopped);
    }

    private static ActivityListener Listen(out List<Activity> stopped, ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        var spans = stopped = [];
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == MeterStage.SourceName,
            Sample = (ref _) => sampling,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private Call Call()
    {
        var call = Given.Call(_time);
        call.State.Target = Given.Target(new FakeEngine());
        call.State.Model = Given.Model("gpt", call.State.Target);
        return call;
    }

    private async Task<Call> BegunAsync()
    {
        var call = Call();
        await RunAsync(call);
        return call;
    }

    private ValueTask<CallResult> RunAsync(Call call) => _stage.RunAsync(call, (_, _) => ValueTask.FromResult(Given.Answer()), CancellationToken.None);

    private void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private void Measured(Instrument instrument, IFormattable value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var line = $"{instrument.Name} {value.ToString(null, System.Globalization.CultureInfo.InvariantCulture)}";
        foreach (var (name, text) in tags)
        {
            line += $" {name}={text}";
        }

        _measured.Add(line);
    }
}
