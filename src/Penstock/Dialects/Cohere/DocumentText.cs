using System.Text.Json;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.Cohere;

/// <summary>
/// Documents as text. Cohere takes them beside the messages and in the results of tools; no other dialect has such a place, and a model that
/// did not see them would answer something else.
/// </summary>
internal static class DocumentText
{
    /// <summary>The documents that stand beside the messages, as one text; null when there are none.</summary>
    public static string? ReadAll(Members request)
    {
        List<string> texts = [];
        foreach (var (item, path) in request.Items("documents") ?? [])
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add($"<document>\n{item.GetString()}\n</document>");
            }
            else if (Members.Of(item, path, request.Mistakes) is { } document)
            {
                var id = document.Text("id") is { } name ? $" id=\"{name}\"" : "";
                texts.Add($"<document{id}>\n{Data(document)}\n</document>");
            }
        }

        return texts.Count == 0 ? null : string.Concat(texts.Select(text => text + '\n'));
    }

    /// <summary>The <c>data</c> of a document: a text as it is, fields as lines, anything else as JSON.</summary>
    public static string Data(Members document)
    {
        if (!document.TryGet("data", out var data))
        {
            document.Mistakes.Add(document.At("data"), "missing", "is required and must be an object");
            return "";
        }

        // DIALECT: in tool results the data is often JSON in a string (docs.cohere.com, "Tool use").
        if (data.ValueKind == JsonValueKind.String)
        {
            return data.GetString()!;
        }

        return data.ValueKind == JsonValueKind.Object && data.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.String)
            ? string.Join('\n', data.EnumerateObject().Select(member => $"{member.Name}: {member.Value.GetString()}"))
            : data.GetRawText();
    }
}
