using System.Globalization;
using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock;

/// <summary>The tokens of an unstreamed native answer: headers tell them for every family, and Anthropic's body what was cached.</summary>
internal static class NativeUsage
{
    /// <summary>Reads them; false when the body is no JSON.</summary>
    /// <param name="body">The body.</param>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="usage">The usage; null where nothing is told.</param>
    public static bool TryRead(ReadOnlyMemory<byte> body, IReadOnlyList<KeyValuePair<string, string>> headers, out TokenUsage? usage)
    {
        usage = null;
        try
        {
            using var document = JsonDocument.Parse(body);
            var (input, output) = (Header(headers, BedrockDialect.InputTokens), Header(headers, BedrockDialect.OutputTokens));
            if (input is null && output is null)
            {
                // DIALECT: vectors have no output, and older ones no headers; Titan's body tells the input.
                input = document.RootElement.ValueKind == JsonValueKind.Object ? Count(document.RootElement, "inputTextTokenCount") : null;
            }

            if (input is null && output is null)
            {
                return true;
            }

            var told = document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("usage", out var inside) && inside.ValueKind == JsonValueKind.Object ? inside : default;
            var (cached, written) = told.ValueKind == JsonValueKind.Object
                ? (Count(told, "cache_read_input_tokens") ?? 0, Count(told, "cache_creation_input_tokens") ?? 0)
                : (0, 0);
            usage = new TokenUsage { Input = (input ?? 0) + cached + written, Output = output ?? 0, CachedInput = cached, CacheWriteInput = written };
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static long? Header(IReadOnlyList<KeyValuePair<string, string>> headers, string name) =>
        headers.FirstOrDefault(header => string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase)).Value is { } text
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < 1L << 48 ? count : null;

    private static long? Count(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var count) && count is >= 0 and < 1L << 48 ? count : null;
}
