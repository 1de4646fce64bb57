using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects.Anthropic;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Anthropic;

public sealed class AnthropicErrorsTests
{
    [Fact]
    public void Recorded_errors_are_read_and_written_back()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e is { Provider: "anthropic", Status: >= 400 }))
        {
            var error = AnthropicErrors.ReadFault(Encoding.UTF8.GetBytes(exchange.Response), "application/json", exchange.Status);
            var expected = JsonNode.Parse(exchange.Response)!;
            expected["request_id"] = "call_1";

            Assert.Equal((exchange.Status, (string?)expected["error"]!["message"]), (error.Status, error.Message));
            Wire.AssertSame(expected, JsonNode.Parse(Wire.Text(writer => AnthropicErrorBody.Write(writer, error, "call_1"))), exchange.Id);
            count++;
        }

        Assert.Equal(4, count);
    }

    [Theory]
    [InlineData("invalid_request_error", "prompt is too long: 205000 tokens > 200000 maximum", 400, "context_length_exceeded")]
    [InlineData("invalid_request_error", "input length and `max_tokens` exceed context limit: 199000 + 8192 > 200000", 400, "context_length_exceeded")]
    [InlineData("invalid_request_error", "Output blocked by content filtering policy", 400, "content_filter")]
    [InlineData("not_found_error", "model: claude-9", 404, "model_not_found")]
    [InlineData("rate_limit_error", "Number of request tokens has exceeded your per-minute rate limit", 429, null)]
    [InlineData("overloaded_error", "Overloaded", 529, null)]
    [InlineData("later_error", "?", 500, null)]
    public void An_error_in_mid_stream_has_its_type_s_status_and_the_code_the_router_knows(string type, string message, int status, string? code)
    {
        var error = AnthropicErrors.ReadFault(Wire.Bytes(new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["type"] = type, ["message"] = message } }.ToJsonString()), null, null);

        Assert.Equal((ErrorKind.ProviderError, status, code, message), (error.Kind, error.Status, error.Code, error.Message));
    }

    [Theory]
    [InlineData("""{"message":"The security token is expired"}""", "The security token is expired")]
    [InlineData("<html>", "The provider answered with an error (502).")]
    [InlineData("""{"error":"no"}""", "The provider answered with an error (502).")]
    public void What_is_in_no_known_form_is_an_error_still(string body, string message) =>
        Assert.Equal((502, message), (AnthropicErrors.ReadFault(Wire.Bytes(body), null, 502).Status, AnthropicErrors.ReadFault(Wire.Bytes(body), null, 502).Message));

    [Fact]
    public void Every_kind_has_a_type_of_the_reference()
    {
        string[] types =
        [
            "invalid_request_error", "authentication_error", "billing_error", "permission_error", "not_found_error", "request_too_large", "rate_limit_error", "api_error",
            "timeout_error", "overloaded_error",
        ];
        Assert.All(Enum.GetValues<ErrorKind>(), kind => Assert.Contains((string?)Written(new CallError(kind, "x"))["error"]!["type"], types));
    }

    [Fact]
    public void Mistakes_and_codes_stand_where_the_SDKs_look_for_details()
    {
        var error = new CallError(ErrorKind.InvalidRequest, "'max_tokens' is required.") { Param = "max_tokens", Mistakes = [new InputMistake("max_tokens", "missing", "is required", "1")] };

        Wire.AssertSame(
            JsonNode.Parse(
                """
                {"type":"error","error":{"type":"invalid_request_error","message":"'max_tokens' is required.",
                 "details":{"error_code":"invalid_request","param":"max_tokens","mistakes":[{"path":"max_tokens","code":"missing","message":"is required","received":"1"}]}},"request_id":"call_1"}
                """),
            Written(error),
            "error");
    }

    [Theory]
    [InlineData(429, "rate_limit_error")]
    [InlineData(503, "overloaded_error")]
    [InlineData(418, "invalid_request_error")]
    [InlineData(507, "api_error")]
    public void Another_dialect_s_error_has_its_status_s_type(int status, string type) =>
        Assert.Equal(type, (string?)Written(new CallError(ErrorKind.ProviderError, "x") { Provider = new ProviderFault(status, "openai", null, default) })["error"]!["type"]);

    private static JsonNode Written(CallError error) => JsonNode.Parse(Wire.Text(writer => AnthropicErrorBody.Write(writer, error, "call_1")))!;

    [Fact]
    public void An_error_in_the_form_of_a_host_is_written_anew()
    {
        var body = """{"error":{"code":429,"message":"Quota exceeded for aiplatform.googleapis.com/online_prediction_requests","status":"RESOURCE_EXHAUSTED"}}"""u8.ToArray();

        var error = AnthropicErrors.ReadFault(body, "application/json", 429);

        var written = new System.Buffers.ArrayBufferWriter<byte>();
        Penstock.Resources.Anthropic.AnthropicErrorFormat.Instance.Write(error, "call_1", written);
        var said = System.Text.Json.Nodes.JsonNode.Parse(written.WrittenSpan)!;
        Assert.Equal(("error", "rate_limit_error"), ((string?)said["type"], (string?)said["error"]!["type"]));
        Assert.StartsWith("Quota exceeded", (string?)said["error"]!["message"]);
    }
}
