using System.Text.Json.Nodes;

namespace Penstock.Upstream;

/// <summary>Error answers as OpenAI writes them (platform.openai.com/docs/guides/error-codes).</summary>
internal static class OpenAiError
{
    public static Answer Of(int status, string? code, string? retryAfter)
    {
        var (type, usualCode, message) = status switch
        {
            400 => ("invalid_request_error", null, "We could not parse the JSON body of your request."),
            401 => ("invalid_request_error", "invalid_api_key", "Incorrect API key provided: sk-stand*********************in."),
            403 => ("invalid_request_error", "unsupported_country_region_territory", "Country, region, or territory not supported"),
            404 => ("invalid_request_error", "model_not_found", "The model does not exist or you do not have access to it."),
            429 when code == "insufficient_quota" => (code, code, "You exceeded your current quota, please check your plan and billing details."),
            429 => ("requests", "rate_limit_exceeded", "Rate limit reached for requests per min (RPM): Limit 3, Used 3, Requested 1."),
            503 => ("server_error", null, "The server is currently overloaded with other requests. Sorry about that!"),
            >= 500 => ("server_error", null, "The server had an error while processing your request. Sorry about that!"),
            _ => ("invalid_request_error", (string?)null, "The provider stand-in was told to answer with this status."),
        };
        return Of(status, type, code ?? usualCode, message, retryAfter);
    }

    /// <summary>The stand-in's own troubles: no such exchange, a directive it does not understand.</summary>
    public static Answer OfStandIn(int status, string message) => Of(status, "provider_stand_in", "stand_in", message, retryAfter: null);

    private static Answer Of(int status, string type, string? code, string message, string? retryAfter)
    {
        var body = new JsonObject
        {
            ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = code },
        };
        var headers = new List<KeyValuePair<string, string>>
        {
            new("content-type", "application/json"),
            new("x-request-id", "req_provider_stand_in"),
        };
        if (retryAfter is not null)
        {
            headers.Add(new("retry-after", retryAfter));
        }

        return new Answer(status, headers, System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()));
    }
}
