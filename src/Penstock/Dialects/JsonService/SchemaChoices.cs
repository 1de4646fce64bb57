using System.Text.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.JsonService;

/// <summary>The values of <c>enum</c> and <c>const</c>.</summary>
internal static class SchemaChoices
{
    /// <summary>The shape; null among the values makes it nullable.</summary>
    public static JsonShape Of(IEnumerable<JsonElement> values, bool literal)
    {
        var all = values.ToArray();
        JsonElement[] rest = [.. all.Where(value => value.ValueKind != JsonValueKind.Null)];

        // Only single values can be compared as text: an object may be written in many ways.
        return rest.Length > 0 && rest.All(value => value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            ? new ChoiceShape([.. rest.Select(value => new JsonChoice(value.GetRawText()))], literal) { Nullable = rest.Length < all.Length }
            : new AnyShape { Nullable = true };
    }
}
