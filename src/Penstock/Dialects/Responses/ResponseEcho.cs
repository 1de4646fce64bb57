using System.Text.Json;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.Responses;

/// <summary>What a response says again of its request, with the values that hold where the request said nothing: SDKs read them.</summary>
internal sealed class ResponseEcho
{
    private static readonly (string Name, string Default)[] Members =
    [
        ("background", "false"), ("instructions", "null"), ("max_output_tokens", "null"), ("max_tool_calls", "null"), ("parallel_tool_calls", "true"),
        ("prompt_cache_key", "null"), ("safety_identifier", "null"), ("store", "true"), ("temperature", "1.0"), ("tool_choice", "\"auto\""),
        ("tools", "[]"), ("top_logprobs", "0"), ("top_p", "1.0"), ("truncation", "\"disabled\""), ("user", "null"), ("metadata", "{}"),
    ];

    private readonly List<KeyValuePair<string, string>> _said = [];
    private string _text = """{"format":{"type":"text"},"verbosity":"medium"}""";
    private string _reasoning = """{"effort":null,"summary":null}""";

    /// <summary>The response this one follows; null for none.</summary>
    public string? PreviousId { get; init; }

    /// <summary>Reads a request.</summary>
    /// <param name="body">Its body; empty for one in another dialect.</param>
    /// <param name="previousId">The response it follows.</param>
    public static ResponseEcho Of(ReadOnlyMemory<byte> body, string? previousId)
    {
        using var document = body.IsEmpty ? null : WireJson.Parse(body, out _);
        var root = document?.RootElement ?? default;
        var echo = new ResponseEcho { PreviousId = previousId };
        foreach (var (name, otherwise) in Members)
        {
            echo._said.Add(new(name, Said(root, name) ?? otherwise));
        }

        echo._reasoning = Said(root, "reasoning") ?? echo._reasoning;
        if (Said(root, "text") is { } text && JsonElement.Parse(text) is { ValueKind: JsonValueKind.Object } form)
        {
            echo._text = $$"""{"format":{{Said(form, "format") ?? """{"type":"text"}"""}},"verbosity":{{Said(form, "verbosity") ?? "\"medium\""}}}""";
        }

        return echo;
    }

    /// <summary>Writes the members.</summary>
    public void Write(Utf8JsonWriter writer)
    {
        foreach (var (name, json) in _said)
        {
            writer.WriteJson(name, json);
        }

        writer.WriteString("previous_response_id", PreviousId);
        writer.WriteJson("reasoning", _reasoning);
        writer.WriteJson("text", _text);
        writer.WriteString("service_tier", "default");
    }

    private static string? Said(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetRawText() : null;
}
