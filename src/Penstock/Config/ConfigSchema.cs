using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Config;

/// <summary>The JSON schema (2020-12) of <c>penstock.yaml</c>, for editors; made from the reader's own key definitions.</summary>
internal static class ConfigSchema
{
    public static string Text()
    {
        var root = ConfigKeys.Root.Schema();
        var schema = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["title"] = "penstock.yaml",
            ["description"] = "The configuration of Penstock. The server itself checks more than a schema can say: penstock --check.",
        };
        foreach (var (name, value) in root)
        {
            schema[name] = value?.DeepClone();
        }
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            schema.WriteTo(writer);
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}
