using System.Globalization;
using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.JsonService;

/// <summary>Makes values of the errors of JSON services, with what the service itself says: FastAPI, Flask and problem details say it differently.</summary>
internal static class ServiceErrors
{
    /// <summary>The name of this wire format.</summary>
    public const string Dialect = "json-service";

    private const int LongestText = 2000;
    private const int MostMistakes = 100;

    // FastAPI and problem details; Flask's abort with a JSON handler; Express and the rest.
    private static readonly string[] Texts = ["detail", "message", "error", "title"];

    /// <summary>A service's error. What a server error says is for its operator, so only its status crosses.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="body">The body, shortened to the limit errors have.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="status">The HTTP status, 400 to 599.</param>
    public static CallError ReadFault(string provider, ReadOnlyMemory<byte> body, string? contentType, int status)
    {
        var fault = new CallError(ErrorKind.ProviderError, $"The service '{provider}' answered with an error ({status}).") { Provider = new ProviderFault(status, Dialect, contentType, body) };
        if (status >= 500)
        {
            return fault;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return Told(fault, provider, document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or half a surrogate pair in a text.
            return fault;
        }
    }

    private static CallError Told(CallError fault, string provider, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return root.ValueKind == JsonValueKind.String && root.GetString() is { Length: > 0 } text ? Said(fault, provider, text) : fault;
        }

        foreach (var name in Texts)
        {
            if (root.TryGetProperty(name, out var value))
            {
                if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
                {
                    return Said(fault, provider, text);
                }

                if (value.ValueKind == JsonValueKind.Array && Mistakes(value) is { Count: > 0 } mistakes)
                {
                    return Said(fault, provider, mistakes[0].Message) with { Mistakes = mistakes, Param = mistakes[0].Path is { Length: > 0 } path ? path : null };
                }
            }
        }

        return fault;
    }

    private static CallError Said(CallError fault, string provider, string text) =>
        fault with { Message = $"The service '{provider}' answered {fault.Status}: {Shorten(text)}" };

    // DIALECT: FastAPI (pydantic) lists {"loc":["body","items",0,"price"],"msg":"…","type":"…"}; the first of loc is where it was, not a name.
    private static List<InputMistake> Mistakes(JsonElement list)
    {
        var mistakes = new List<InputMistake>();
        foreach (var item in list.EnumerateArray().Take(MostMistakes))
        {
            if (item.ValueKind == JsonValueKind.Object && item.TryGetProperty("msg", out var message) && message.ValueKind == JsonValueKind.String)
            {
                var code = item.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : "value_error";
                var path = item.TryGetProperty("loc", out var loc) && loc.ValueKind == JsonValueKind.Array ? Path(loc) : "";
                mistakes.Add(new InputMistake(path, code, Shorten(message.GetString()!)));
            }
        }

        return mistakes;
    }

    private static string Path(JsonElement loc)
    {
        var parts = loc.EnumerateArray()
            .Select(part => part.ValueKind == JsonValueKind.String ? part.GetString()! : part.GetRawText())
            .ToList();
        return Shorten(string.Join('.', parts is ["body" or "query" or "path", ..] ? parts[1..] : parts));
    }

    private static string Shorten(string text) => text.Length > LongestText
        ? string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)}…")
        : text;
}
