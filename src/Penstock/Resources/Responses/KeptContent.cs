using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Dialects.Responses;

namespace Penstock.Resources.Responses;

/// <summary>What is kept of a response: <c>{"input":…,"response":{…}}</c>, the input with all that came before it.</summary>
internal static class KeptContent
{
    /// <summary>Joins the two.</summary>
    public static ReadOnlyMemory<byte> Write(ResponsesRequest request, ReadOnlyMemory<byte> response)
    {
        var input = request.Input.IsEmpty ? "[]"u8.ToArray() : request.Input;
        var kept = new ArrayBufferWriter<byte>(input.Length + response.Length + 32);
        kept.Write("{\"input\":"u8);
        kept.Write(input.Span);
        kept.Write(",\"response\":"u8);
        kept.Write(response.Span);
        kept.Write("}"u8);
        return kept.WrittenMemory;
    }

    /// <summary>The response.</summary>
    public static string Response(ReadOnlyMemory<byte> content)
    {
        using var document = JsonDocument.Parse(content);
        return document.RootElement.GetProperty("response").GetRawText();
    }

    /// <summary>The whole conversation, input and output, as items separated by commas.</summary>
    public static ReadOnlyMemory<byte> Conversation(ReadOnlyMemory<byte> content)
    {
        using var document = JsonDocument.Parse(content);
        var items = Items(document.RootElement.GetProperty("input")).Concat(document.RootElement.GetProperty("response").GetProperty("output").EnumerateArray().Select(item => item.GetRawText()));
        return System.Text.Encoding.UTF8.GetBytes(string.Join(',', items));
    }

    /// <summary>The input as OpenAI lists it: every item with an id, every content a list, the last first unless asked otherwise.</summary>
    /// <param name="content">What was kept.</param>
    /// <param name="responseId">The response's id, of which the items' are made.</param>
    /// <param name="ascending">Whether the first comes first.</param>
    /// <param name="after">The id behind which the list begins; null for its beginning.</param>
    /// <param name="limit">The most items.</param>
    public static JsonObject InputItems(ReadOnlyMemory<byte> content, string responseId, bool ascending, string? after, int limit)
    {
        using var document = JsonDocument.Parse(content);
        var all = Items(document.RootElement.GetProperty("input")).Select((json, i) => Listed(JsonNode.Parse(json)!.AsObject(), $"{responseId[(responseId.IndexOf('_') + 1)..]}i{i:d4}")).ToList();
        if (!ascending)
        {
            all.Reverse();
        }

        var from = after is null ? 0 : all.FindIndex(item => (string?)item["id"] == after) + 1;
        var page = all.Skip(from).Take(limit).ToArray();
        return new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. page]),
            ["first_id"] = (string?)page.FirstOrDefault()?["id"],
            ["last_id"] = (string?)page.LastOrDefault()?["id"],
            ["has_more"] = from + page.Length < all.Count,
        };
    }

    private static IEnumerable<string> Items(JsonElement input) => input.ValueKind == JsonValueKind.String
        ? [$$"""{"type":"message","role":"user","content":{{input.GetRawText()}}}"""]
        : input.EnumerateArray().Select(item => item.GetRawText());

    private static JsonObject Listed(JsonObject item, string id)
    {
        var type = (string?)item["type"] ?? "message";
        item["type"] = type;
        item["id"] ??= type switch { "message" => "msg_", "reasoning" => "rs_", "function_call" => "fc_", "function_call_output" => "fco_", _ => "item_" } + id;
        if (type == "message" && item["content"] is JsonValue text)
        {
            item["content"] = new JsonArray(new JsonObject { ["type"] = (string?)item["role"] == "assistant" ? "output_text" : "input_text", ["text"] = text.DeepClone() });
        }

        return item;
    }
}
