using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Conformance.Exchanges;

/// <summary>Every recorded exchange comes out of Penstock unchanged but for the model's name, and goes in so too.</summary>
public sealed class ExchangeTests(ReplayServer server)
{
    private const string Asked = "\"stream_options\":{\"include_usage\":true},";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Answers => Recordings.Cases(exchange => exchange is { Status: 200, Stream: false });

    public static TheoryData<string> Streams => Recordings.Cases(exchange => exchange is { Status: 200, Stream: true });

    public static TheoryData<string> StreamsInOtherPieces =>
        [.. ReplayConfig.AllSeeds.SelectMany(seed => Streams.Select(row => row.Data == "none" ? row.Data : ReplayConfig.Cut(seed, row.Data))).Distinct()];

    public static TheoryData<string> Errors => Recordings.Cases(exchange => exchange.Status >= 400);

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_keeps_every_byte_but_the_models_name(string model)
    {
        var exchange = Recordings.Of(model);

        var call = await RunAsync(model, RequestOf(exchange));

        Assert.Equal(HttpStatusCode.OK, call.Status);
        Assert.Equal("application/json", call.MediaType);
        Assert.Equal(JsonSplice.WithKnownFinish(JsonSplice.WithModel(Encoding.UTF8.GetString(exchange.ResponseBody), model)), call.Body);
        Assert.Equal(JsonSplice.WithModel(RequestOf(exchange), exchange.Id), call.Received);
        AssertRecorded(call, exchange);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    [MemberData(nameof(StreamsInOtherPieces))]
    public async Task A_stream_keeps_every_event_but_the_models_name(string model)
    {
        var exchange = Recordings.Of(model);

        var call = await RunAsync(model, RequestOf(exchange));

        Assert.Equal(HttpStatusCode.OK, call.Status);
        Assert.Equal("text/event-stream", call.MediaType);
        Assert.Equal(Events(exchange, model), SseText.Events(Encoding.UTF8.GetBytes(call.Body)));
        Assert.Equal(JsonSplice.WithModel(RequestOf(exchange), exchange.Id), WithoutAsking(call, Recordings.Of(model)));
        AssertRecorded(call, exchange);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_whose_client_did_not_ask_for_usage_loses_the_usage_event_alone(string model)
    {
        var exchange = Recordings.Of(model);
        var request = JsonNode.Parse(RequestOf(exchange))!.AsObject();
        request.Remove("stream_options");

        var call = await RunAsync(model, request.ToJsonString());

        Assert.Equal(Events(exchange, model).Where(each => !SseText.IsUsageOnly(each)), SseText.Events(Encoding.UTF8.GetBytes(call.Body)));
        Assert.Equal("{" + Asked + JsonSplice.WithModel(request.ToJsonString(), exchange.Id)[1..], call.Received);
        AssertRecorded(call, exchange);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task A_stream_whose_client_refused_usage_loses_the_usage_event_alone(string model)
    {
        var exchange = Recordings.Of(model);
        var request = JsonNode.Parse(RequestOf(exchange))!.AsObject();
        request["stream_options"] = new JsonObject { ["include_usage"] = false, ["include_obfuscation"] = true };

        var call = await RunAsync(model, request.ToJsonString());

        Assert.Equal(Events(exchange, model).Where(each => !SseText.IsUsageOnly(each)), SseText.Events(Encoding.UTF8.GetBytes(call.Body)));
        Assert.Equal(
            JsonSplice.WithModel(request.ToJsonString(), exchange.Id).Replace("\"include_usage\":false", "\"include_usage\":true", StringComparison.Ordinal),
            call.Received);
        AssertRecorded(call, exchange);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task An_error_keeps_its_status_and_body_unless_it_is_about_credentials(string model)
    {
        var exchange = Recordings.Of(model);
        var recorded = Encoding.UTF8.GetString(exchange.ResponseBody);

        var call = await RunAsync(model, RequestOf(exchange));

        Assert.Equal("application/json", call.MediaType);
        Assert.Equal("failed", call.Record.GetProperty("end").GetString());
        Assert.Equal(JsonSplice.WithModel(RequestOf(exchange), exchange.Id), WithoutAsking(call, exchange));
        if (exchange.Status is 401 or 403)
        {
            Assert.Equal(HttpStatusCode.BadGateway, call.Status);
            var error = JsonDocument.Parse(call.Body).RootElement.GetProperty("error");
            Assert.Equal("provider_credentials", error.GetProperty("code").GetString());
            Assert.DoesNotContain(Recordings.Answer(exchange).GetProperty("error").GetProperty("message").GetString()!, call.Body);
            Assert.Equal("provider_credentials", call.Record.GetProperty("error_kind").GetString());
            return;
        }

        Assert.Equal(exchange.Status, (int)call.Status);
        Assert.Equal(recorded, call.Body);
        Assert.Equal(exchange.Status, call.Record.GetProperty("status").GetInt32());
    }

    private static string RequestOf(Exchange exchange) => Encoding.UTF8.GetString(exchange.RequestBody);

    private static IEnumerable<string> Events(Exchange exchange, string model) =>
        SseText.Events(exchange.ResponseBody).Select(each => SseText.WithModel(each, model));

    // What Penstock adds to a stream's request whose client did not ask for usage is taken off again.
    private static string WithoutAsking(ExchangeCall call, Exchange exchange)
    {
        if (!exchange.Stream || call.Sent.Contains("include_usage", StringComparison.Ordinal))
        {
            return call.Received;
        }

        Assert.StartsWith("{" + Asked, call.Received);
        return "{" + call.Received[(Asked.Length + 1)..];
    }

    private static void AssertRecorded(ExchangeCall call, Exchange exchange)
    {
        Assert.Equal("completed", call.Record.GetProperty("end").GetString());
        Assert.Equal(exchange.Id, call.Record.GetProperty("upstream_model").GetString());
        Assert.Equal(Encoding.UTF8.GetByteCount(call.Sent), call.Record.GetProperty("request_bytes").GetInt64());
        var estimated = call.Record.GetProperty("usage_estimated").GetBoolean();
        if (Recordings.Usage(exchange) is not { } usage)
        {
            Assert.True(estimated);
            Assert.True(call.Record.GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0);
            return;
        }

        Assert.False(estimated);

        var recorded = call.Record.GetProperty("usage");
        Assert.Equal(usage.GetProperty("prompt_tokens").GetInt64(), recorded.GetProperty("input_tokens").GetInt64());
        Assert.Equal(usage.TryGetProperty("completion_tokens", out var output) ? output.GetInt64() : 0, recorded.GetProperty("output_tokens").GetInt64());
        Assert.Equal(usage.GetProperty("total_tokens").GetInt64(), recorded.GetProperty("total_tokens").GetInt64());
    }

    private Task<ExchangeCall> RunAsync(string model, string request) =>
        ExchangeCall.RunAsync(server, Recordings.Operation(Recordings.Of(model))!, JsonSplice.WithModel(request, model), Ct);
}
