using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class OpenAiErrorBodyTests
{
    public static TheoryData<ErrorKind, int, string, string?> Golden => new()
    {
        { ErrorKind.InvalidRequest, 400, "invalid_request_error", null },
        { ErrorKind.InvalidInput, 422, "invalid_request_error", "invalid_input" },
        { ErrorKind.Unauthenticated, 401, "invalid_request_error", "invalid_api_key" },
        { ErrorKind.PermissionDenied, 403, "invalid_request_error", "permission_denied" },
        { ErrorKind.ModelNotFound, 404, "invalid_request_error", "model_not_found" },
        { ErrorKind.NotFound, 404, "invalid_request_error", "not_found" },
        { ErrorKind.MethodNotAllowed, 405, "invalid_request_error", "method_not_supported" },
        { ErrorKind.NotAcceptable, 406, "invalid_request_error", "not_acceptable" },
        { ErrorKind.Conflict, 409, "invalid_request_error", "conflict" },
        { ErrorKind.PreconditionFailed, 412, "invalid_request_error", "precondition_failed" },
        { ErrorKind.TooLarge, 413, "invalid_request_error", "too_large" },
        { ErrorKind.UnsupportedMediaType, 415, "invalid_request_error", "unsupported_content_type" },
        { ErrorKind.RateLimited, 429, "requests", "rate_limit_exceeded" },
        { ErrorKind.BudgetExceeded, 429, "insufficient_quota", "insufficient_quota" },
        { ErrorKind.ProviderError, 502, "server_error", "provider_error" },
        { ErrorKind.ProviderCredentials, 502, "server_error", "provider_credentials" },
        { ErrorKind.ProviderUnavailable, 502, "server_error", "provider_unavailable" },
        { ErrorKind.ProviderTimeout, 504, "server_error", "provider_timeout" },
        { ErrorKind.ProviderCut, 502, "server_error", "provider_cut" },
        { ErrorKind.Unavailable, 503, "server_error", "unavailable" },
        { ErrorKind.ClientLeft, 499, "server_error", "client_left" },
        { ErrorKind.Internal, 500, "server_error", "internal" },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void Writes_every_kind_in_OpenAIs_words(ErrorKind kind, int status, string type, string? code)
    {
        var error = new CallError(kind, "What is wrong.") { Param = "model" };

        Assert.Equal(status, error.Status);
        Wire.AssertSame(
            new JsonObject
            {
                ["error"] = new JsonObject { ["message"] = "What is wrong.", ["type"] = type, ["param"] = "model", ["code"] = code, ["call_id"] = "call_1" },
            },
            JsonNode.Parse(Written(error)),
            kind.ToString());
    }

    [Fact]
    public void Knows_every_kind() => Assert.Equal(Enum.GetValues<ErrorKind>(), Golden.Select(row => row.Data.Item1).Order());

    [Fact]
    public void Keeps_a_more_exact_code() =>
        Assert.Contains("\"code\":\"invalid_type\"", Written(new CallError(ErrorKind.InvalidRequest, "x") { Code = "invalid_type" }));

    [Fact]
    public void Lists_the_mistakes_of_an_input()
    {
        var error = new CallError(ErrorKind.InvalidInput, "x") { Mistakes = [new InputMistake("inputs.0", "missing", "is missing"), new InputMistake("n", "int_type", "is text", "\"2\"")] };

        Assert.Contains(
            ""","mistakes":[{"path":"inputs.0","code":"missing","message":"is missing"},{"path":"n","code":"int_type","message":"is text","received":"\"2\""}]""",
            Written(error));
    }

    [Fact]
    public void Keeps_the_words_of_a_provider_of_the_same_dialect()
    {
        var fault = new ProviderFault(400, "openai", "application/json", Wire.Bytes("""{"error":{"message":"too long","type":"t","param":"messages","code":"c"}}"""));

        Assert.Equal(
            """{"error":{"message":"too long","type":"t","param":"messages","code":"c","call_id":"call_1"}}""",
            Written(new CallError(ErrorKind.ProviderError, "x") { Provider = fault }));
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "provider_error")]
    [InlineData(429, "requests", "rate_limit_exceeded")]
    [InlineData(503, "server_error", "provider_error")]
    public void Has_words_for_a_provider_that_cannot_be_understood(int status, string type, string code)
    {
        var text = Written(new CallError(ErrorKind.ProviderError, "x") { Provider = new ProviderFault(status, "openai", "text/html", Wire.Bytes("<html>")) });

        Assert.Equal($$$"""{"error":{"message":"x","type":"{{{type}}}","param":null,"code":"{{{code}}}","call_id":"call_1"}}""", text);
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","type":"t","param":"p","code":"c"}}""", "m", "t", "p", "c")]
    [InlineData("""{"error":{"message":"m","code":429}}""", "m", null, null, "429")]
    [InlineData("""{"error":"m"}""", "m", null, null, null)]
    [InlineData("""{"object":"error","message":"m","type":"BadRequestError","param":null,"code":400}""", "m", "BadRequestError", null, "400")]
    [InlineData("""{"detail":"m"}""", "m", null, null, null)]
    [InlineData("""{"detail":[{"loc":["body"]}]}""", """[{"loc":["body"]}]""", null, null, null)]
    [InlineData("""[{"error":{"message":"m","code":400}}]""", "m", null, null, "400")]
    public void Reads_what_providers_answer(string body, string message, string? type, string? param, string? code) =>
        Assert.Equal(new WireError(message, type, param, code), OpenAiErrorBody.TryRead(Wire.Bytes(body)));

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("7")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"error":null}""")]
    public void Reads_nothing_where_there_is_nothing(string body) => Assert.Null(OpenAiErrorBody.TryRead(Wire.Bytes(body)));

    [Fact]
    public void Reads_every_recorded_error()
    {
        foreach (var exchange in SharedData.Exchanges().Where(e => e.Endpoint is "chat/completions" or "v1/embeddings" && e.Status >= 400))
        {
            var error = OpenAiErrorBody.TryRead(Encoding.UTF8.GetBytes(exchange.Response));
            Assert.Equal((string?)JsonNode.Parse(exchange.Response)!["error"]!["message"], error?.Message);
        }
    }

    private static string Written(CallError error) => Wire.Text(writer => OpenAiErrorBody.Write(writer, error, "call_1"));
}
