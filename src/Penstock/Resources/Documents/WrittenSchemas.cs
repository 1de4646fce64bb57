using System.Text.Json.Nodes;

namespace Penstock.Resources.Documents;

/// <summary>The hand-written schemas: of bodies that are read and written by hand, or by others.</summary>
internal static class WrittenSchemas
{
    private const string Suffix = ".schemas.json";
    private static readonly Dictionary<string, JsonNode> All = Read();

    /// <summary>A copy of a schema.</summary>
    public static JsonNode Find(string name) => All.TryGetValue(name, out var schema)
        ? schema.DeepClone()
        : throw new InvalidOperationException($"No file *{Suffix} has the schema {name}.");

    private static Dictionary<string, JsonNode> Read()
    {
        var assembly = typeof(WrittenSchemas).Assembly;
        var all = new Dictionary<string, JsonNode>(StringComparer.Ordinal);
        foreach (var file in assembly.GetManifestResourceNames().Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(file)!;
            foreach (var (name, schema) in JsonNode.Parse(stream)!.AsObject())
            {
                all.Add(name, schema!);
            }
        }

        return all;
    }
}
