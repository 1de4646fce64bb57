using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// What a tool answered, which is an object here and a text elsewhere. Source: the reference of <c>FunctionResponse.response</c>: <c>output</c> and
/// <c>error</c> hold the answer, and without them the whole object does.
/// </summary>
internal static class ToolResponse
{
    private const string Output = "output";
    private const string Error = "error";

    /// <summary>Reads the object: the text, and whether it is an error.</summary>
    public static (string Text, bool? IsError) Read(JsonElement response)
    {
        if (response.EnumerateObject() is var members && members.Count() == 1 && members.First() is { Value.ValueKind: JsonValueKind.String } only && only.Name is Output or Error)
        {
            return (only.Value.GetString()!, only.Name == Error ? true : null);
        }

        return (response.GetRawText(), null);
    }

    /// <summary>Writes the object: the text itself where it is one, else the text inside one.</summary>
    public static void Write(Utf8JsonWriter writer, ToolResultPart result)
    {
        var text = string.Concat(result.Content.OfType<TextPart>().Select(part => part.Text));
        if (result.IsError != true && IsPlainObject(text))
        {
            writer.WriteRawValue(text);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString(result.IsError == true ? Error : Output, text);
        writer.WriteEndObject();
    }

    /// <summary>Whether a text is a JSON object.</summary>
    public static bool IsObject(string text) => text.StartsWith('{') && Is(text, _ => true);

    private static bool IsPlainObject(string text) => text.StartsWith('{') && text.EndsWith('}') && Is(text, root => Read(root) is { IsError: null, Text: var read } && read == text);

    private static bool Is(string text, Func<JsonElement, bool> fits)
    {
        using var document = WireJson.Parse(System.Text.Encoding.UTF8.GetBytes(text), out _);
        return document is { RootElement.ValueKind: JsonValueKind.Object } && fits(document.RootElement);
    }
}
