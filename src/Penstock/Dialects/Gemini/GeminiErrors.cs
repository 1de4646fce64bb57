using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>Makes values of the errors of Google's servers (google.rpc.Status, AIP-193).</summary>
internal static class GeminiErrors
{
    private const int LongestMessage = 2000;

    /// <summary>A provider's error: its bytes to be passed on, its message for whoever reads another format.</summary>
    /// <param name="body">The body, or an element of a stream.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="status">The HTTP status; null for an element of a stream, which names one itself.</param>
    public static CallError ReadFault(ReadOnlyMemory<byte> body, string? contentType, int? status)
    {
        using var document = WireJson.Parse(body, out _);
        var error = Find(document?.RootElement ?? default);
        var answered = status ?? (Number(error) is >= 400 and <= 599 and var code ? code : 502);
        var message = Text(error, "message") is { Length: > 0 } said ? said : $"The provider answered with an error ({answered}).";
        var reason = Reason(error);

        // DIALECT: an unknown key is 400 here, and the operator's trouble all the same.
        if (reason is "API_KEY_INVALID" or "API_KEY_SERVICE_BLOCKED" or "API_KEY_EXPIRED")
        {
            return new CallError(ErrorKind.ProviderCredentials, $"The provider refused Penstock's credentials ({reason}). Tell whoever runs Penstock.");
        }

        return new CallError(ErrorKind.ProviderError, message.Length > LongestMessage ? message[..LongestMessage] + "…" : message)
        {
            Code = IsTooLong(message) ? "context_length_exceeded" : reason ?? Text(error, "status"),
            RetryAfter = Delay(error),
            Provider = new ProviderFault(answered, GeminiDialect.Name, contentType, body.ToArray()),
        };
    }

    // DIALECT: "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576)."
    private static bool IsTooLong(string message) =>
        message.Contains("token count", StringComparison.OrdinalIgnoreCase) && message.Contains("exceeds the maximum", StringComparison.OrdinalIgnoreCase);

    private static JsonElement Find(JsonElement root)
    {
        // DIALECT: an error in the place of the array of a stream stands in one.
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
        {
            root = root[0];
        }

        return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error) ? error : default;
    }

    private static string? Text(JsonElement error, string name) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("code", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var code) ? code : null;

    private static string? Reason(JsonElement error) => Details(error).Select(detail => Text(detail, "reason")).FirstOrDefault(reason => reason is not null);

    // google.rpc.RetryInfo: {"retryDelay":"34.07s"}.
    private static TimeSpan? Delay(JsonElement error) =>
        Details(error).Select(detail => Text(detail, "retryDelay")).FirstOrDefault(delay => delay is not null) is { } text && text.EndsWith('s')
        && double.TryParse(text.AsSpan(0, text.Length - 1), System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static IEnumerable<JsonElement> Details(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object && error.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array
            ? details.EnumerateArray()
            : [];
}
