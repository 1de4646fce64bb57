using System.Globalization;
using System.Text.Json;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.JsonService;

/// <summary>References within one document: <c>#/components/schemas/Pet</c> (RFC 6901 in a fragment).</summary>
internal static class JsonPointer
{
    /// <summary>What a reference points to; false when that is elsewhere or nowhere.</summary>
    public static bool TryFind(JsonElement root, string reference, out JsonElement found)
    {
        found = root;
        if (reference == "#")
        {
            return true;
        }

        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            var next = default(JsonElement);
            var there = found.ValueKind switch
            {
                JsonValueKind.Object => found.TryGetProperty(name, out next),
                JsonValueKind.Array => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < found.GetArrayLength()
                    && (next = found[index]).ValueKind != JsonValueKind.Undefined,
                _ => false,
            };
            if (!there)
            {
                return false;
            }

            found = next;
        }

        return true;
    }

    /// <summary>The name at the end of a reference.</summary>
    public static string NameOf(string reference) => Uri.UnescapeDataString(reference[(reference.LastIndexOf('/') + 1)..]);

    /// <summary>The element itself, or what its <c>$ref</c> points to; false when that does not exist or leads round in a circle.</summary>
    public static bool TryResolve(JsonElement root, JsonElement element, out JsonElement resolved)
    {
        resolved = element;
        for (var steps = 0; steps < 20; steps++)
        {
            if (resolved.Text("$ref") is not { } reference)
            {
                return true;
            }

            if (!TryFind(root, reference, out resolved))
            {
                return false;
            }
        }

        return false;
    }
}
