using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Server.Cli;

/// <summary>JSON for people and for programs.</summary>
internal static class Json
{
    // Control characters are still escaped; letters of all languages are not.
    private static readonly JsonSerializerOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(OneLine) { WriteIndented = true };

    /// <summary>On one line.</summary>
    public static string Compact(JsonNode value) => value.ToJsonString(OneLine);

    /// <summary>A line a member.</summary>
    public static string Pretty(JsonNode value) => value.ToJsonString(Indented);

    /// <summary>The value of a text; null when it is no JSON.</summary>
    public static JsonNode? Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonNode.Parse(utf8);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
