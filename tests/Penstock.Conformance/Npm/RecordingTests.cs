using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Penstock.Conformance.Npm;

/// <summary>The npm SDK, sent the recorded requests, gives every recorded answer through Penstock as it was recorded.</summary>
public sealed class RecordingTests(RecordingRun run) : IClassFixture<RecordingRun>
{
    public static TheoryData<string> Answers => Recordings.Cases(exchange => exchange is { Status: 200, Stream: false });

    public static TheoryData<string> Streams => Recordings.Cases(exchange => exchange is { Status: 200, Stream: true });

    public static TheoryData<string> Errors => Recordings.Cases(exchange => exchange.Status >= 400);

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Gives_an_answer(string model)
    {
        var exchange = Recordings.Of(model);

        var result = await run.OfAsync(model);

        Assert.Null(result.Error);
        var known = JsonSplice.WithKnownFinish(System.Text.Encoding.UTF8.GetString(exchange.ResponseBody));
        AssertSame(System.Text.Json.JsonDocument.Parse(known).RootElement, result.Value, model);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Gives_every_chunk_of_a_stream(string model)
    {
        var exchange = Recordings.Of(model);

        var result = await run.OfAsync(model);

        Assert.Null(result.Error);
        var recorded = Recordings.Chunks(exchange);
        Assert.Equal(recorded.Count, result.Chunks.Count);
        Assert.All(recorded.Zip(result.Chunks), pair => AssertSame(pair.First, pair.Second, model));
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Raises_an_error_of_the_class_that_fits(string model)
    {
        var exchange = Recordings.Of(model);

        var error = (await run.OfAsync(model)).Error;

        Assert.NotNull(error);
        var masked = exchange.Status is 401 or 403;
        Assert.Equal(masked ? 502 : exchange.Status, error.Status);
        Assert.Equal(exchange.Status switch { 400 => "BadRequestError", 404 => "NotFoundError", _ => "InternalServerError" }, error.Name);
        var said = Recordings.Answer(exchange).GetProperty("error");
        Assert.Equal(masked ? "provider_credentials" : said.GetProperty("code").GetString(), error.Code.GetString());
        Assert.Equal(!masked, error.Message.Contains(said.GetProperty("message").GetString()!, StringComparison.Ordinal));
    }

    private static void AssertSame(JsonElement recorded, JsonElement given, string model)
    {
        var expected = JsonNode.Parse(recorded.GetRawText())!.AsObject();
        if (expected.ContainsKey("model"))
        {
            expected["model"] = model;
        }

        Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(given.GetRawText())), $"expected {expected.ToJsonString()}\nbut got {given.GetRawText()}");
    }
}
