using System.Text.Json.Nodes;
using Penstock.Dialects.Gemini;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Gemini;

public sealed class GeminiErrorTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        foreach (var kind in Enum.GetValues<ErrorKind>())
        {
            var error = new CallError(kind, $"Words of {kind}.") { RetryAfter = TimeSpan.FromSeconds(1.5), Param = "contents" };
            var body = Wire.Write(writer => GeminiErrorBody.Write(writer, error, "call_1"));

            var read = GeminiErrors.ReadFault(body, "application/json", error.Status);

            Assert.Equal((error.Message, error.Status, error.RetryAfter, error.Kind.Code().ToUpperInvariant()), (read.Message, read.Status, read.RetryAfter, read.Code));
        }
    }

    [Fact]
    public void Mistakes_are_field_violations_and_the_call_is_named()
    {
        var error = new CallError(ErrorKind.InvalidRequest, "Wrong.") { Mistakes = [new InputMistake("contents.0.role", "enum", "'contents[0].role' must be user or model.", null)] };

        var details = JsonNode.Parse(Wire.Text(writer => GeminiErrorBody.Write(writer, error, "call_1")))!["error"]!["details"]!;

        Assert.Equal("call_1", (string?)details[0]!["metadata"]!["call_id"]);
        Assert.Equal("contents.0.role", (string?)details[1]!["fieldViolations"]![0]!["field"]);
    }

    [Theory]
    [InlineData(401, "UNAUTHENTICATED")]
    [InlineData(404, "NOT_FOUND")]
    [InlineData(413, "INVALID_ARGUMENT")]
    [InlineData(429, "RESOURCE_EXHAUSTED")]
    [InlineData(502, "UNAVAILABLE")]
    [InlineData(504, "DEADLINE_EXCEEDED")]
    public void The_status_is_Googles_word_for_it(int status, string word)
    {
        var error = new CallError(ErrorKind.Internal, "x") { OtherStatus = status };

        Assert.Contains($"\"status\":\"{word}\"", Wire.Text(writer => GeminiErrorBody.Write(writer, error, "c")));
    }

    [Fact]
    public void A_key_that_Google_does_not_know_is_the_operators_trouble()
    {
        var recorded = SharedData.Exchanges().First(e => e is { Provider: "gemini", Status: 400 });

        var error = GeminiErrors.ReadFault(Wire.Bytes(recorded.Response), "application/json", 400);

        Assert.Equal((ErrorKind.ProviderCredentials, 502, null), (error.Kind, error.Status, error.Provider));
    }

    [Fact]
    public void A_model_that_Google_does_not_know_keeps_its_words()
    {
        var recorded = SharedData.Exchanges().First(e => e is { Provider: "gemini", Status: 404 });

        var error = GeminiErrors.ReadFault(Wire.Bytes(recorded.Response), "text/event-stream", 404);

        Assert.Equal((404, "NOT_FOUND"), (error.Status, error.Code));
        Assert.StartsWith("models/invalid-model", error.Message);
        Assert.Equal(recorded.Response, System.Text.Encoding.UTF8.GetString(error.Provider!.Body.Span));
    }

    [Theory]
    [InlineData("The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).", "context_length_exceeded")]
    [InlineData("Request contains an invalid argument.", "INVALID_ARGUMENT")]
    public void Too_long_a_conversation_has_the_code_that_all_share(string message, string code) =>
        Assert.Equal(code, GeminiErrors.ReadFault(Wire.Bytes($$$"""{"error":{"code":400,"message":"{{{message}}}","status":"INVALID_ARGUMENT"}}"""), null, 400).Code);

    [Fact]
    public void When_to_try_again_stands_in_the_details() =>
        Assert.Equal(
            TimeSpan.FromSeconds(34.07),
            GeminiErrors.ReadFault(Wire.Bytes("""[{"error":{"code":429,"details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.07s"}]}}]"""), null, 429).RetryAfter);

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"error":"x"}""")]
    [InlineData("""{"error":{"code":"x","message":7,"details":[1,{"reason":2}]}}""")]
    public void Whatever_comes_is_an_error(string body) => Assert.Equal(503, GeminiErrors.ReadFault(Wire.Bytes(body), null, 503).Status);
}
