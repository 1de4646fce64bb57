using System.Text;
using System.Text.Json;

namespace Penstock.Tests.Dialects.Streams;

/// <summary>
/// When a stream is finished, of each dialect, told from its bytes alone and by other means than the readers have: an oracle for what must
/// never be called the end.
/// </summary>
internal static class StreamEnds
{
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 256 };

    /// <summary>A whole event whose data is <c>[DONE]</c>.</summary>
    public static bool OpenAi(byte[] stream) => Datas(stream, out _).Any(data => data == "[DONE]");

    /// <summary>A whole event of the type <c>response.completed</c> or <c>response.incomplete</c>.</summary>
    public static bool Responses(byte[] stream) => Datas(stream, out _).Any(data => HasType(data, "response.completed", "response.incomplete"));

    /// <summary>A whole event of the type <c>message_stop</c>.</summary>
    public static bool Anthropic(byte[] stream) => Datas(stream, out _).Any(data => HasType(data, "message_stop"));

    /// <summary>A whole event of the type <c>message-end</c>: [DONE] alone says nothing.</summary>
    public static bool Cohere(byte[] stream) => Datas(stream, out _).Any(data => HasType(data, "message-end"));

    /// <summary>Whole events to the last byte, and every candidate in them has said why it ended; or a question that was blocked.</summary>
    public static bool Gemini(byte[] stream)
    {
        var datas = Datas(stream, out var torn);
        return !torn && AllEnded(datas);
    }

    /// <summary>The same in an array that is closed.</summary>
    public static bool GeminiArray(byte[] stream)
    {
        List<string> elements = [];
        var (depth, start) = (0, 0);
        var (inText, escaped) = (false, false);
        for (var at = 0; at < stream.Length; at++)
        {
            var next = (char)stream[at];
            if (inText)
            {
                (inText, escaped) = (escaped || next != '"', !escaped && next == '\\');
            }
            else if (next == '"' && depth > 0)
            {
                inText = true;
            }
            else if (next == '{' && depth++ == 0)
            {
                start = at;
            }
            else if (next == '}' && depth > 0 && --depth == 0)
            {
                elements.Add(Encoding.UTF8.GetString(stream, start, at + 1 - start));
            }
            else if (next == ']' && depth == 0)
            {
                return AllEnded(elements);
            }
        }

        return false;
    }

    /// <summary>A whole message <c>messageStop</c>.</summary>
    public static bool Converse(byte[] stream) => Payloads(stream, "messageStop").Count > 0;

    /// <summary>A chunk that is the last of its model's family.</summary>
    public static bool Invoke(byte[] stream) => Payloads(stream, "chunk").Any(payload => Objects(payload).Any(chunk =>
        Properties(chunk, "bytes").Any(bytes => bytes.ValueKind == JsonValueKind.String && bytes.TryGetBytesFromBase64(out var piece) && Objects(Encoding.UTF8.GetString(piece)).Any(IsLastPiece))));

    // The families' last pieces, as their documents have them; any of the words in any place where one may stand.
    private static bool IsLastPiece(JsonElement piece)
    {
        string[] lists = ["outputs", "choices", "generations"];
        string[] reasons = ["completionReason", "stop_reason", "finish_reason", "stopReason"];
        return Properties(piece, "type").Any(value => Says(value, "message_stop"))
            || Properties(piece, "event_type").Any(value => Says(value, "stream-end"))
            || Properties(piece, "amazon-bedrock-guardrailAction").Any(value => Says(value, "INTERVENED"))
            || Properties(piece, "amazon-bedrock-invocationMetrics").Any(value => value.ValueKind == JsonValueKind.Object)
            || Properties(piece, "metadata").Any()
            || Properties(piece, "is_finished").Any(value => value.ValueKind == JsonValueKind.True)
            || reasons.Any(name => Properties(piece, name).Any(value => value.ValueKind == JsonValueKind.String))
            || lists.Any(list => Properties(piece, list).Where(value => value.ValueKind == JsonValueKind.Array).SelectMany(value => value.EnumerateArray())
                .Any(item => reasons.Any(name => Properties(item, name).Any(value => value.ValueKind == JsonValueKind.String))));
    }

    private static bool AllEnded(IEnumerable<string> events)
    {
        HashSet<int> seen = [], ended = [];
        var blocked = false;
        foreach (var answer in events.SelectMany(Objects))
        {
            blocked |= Properties(answer, "promptFeedback").Any(feedback => Properties(feedback, "blockReason").Any());
            foreach (var list in Properties(answer, "candidates").Where(value => value.ValueKind == JsonValueKind.Array))
            {
                var place = 0;
                foreach (var candidate in list.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.Object))
                {
                    var index = Properties(candidate, "index").Where(value => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _)).Select(value => value.GetInt32()).LastOrDefault(place);
                    seen.Add(index);
                    if (Properties(candidate, "finishReason").Any(value => value.ValueKind is JsonValueKind.Number or JsonValueKind.String && !Says(value, "FINISH_REASON_UNSPECIFIED")))
                    {
                        ended.Add(index);
                    }

                    place++;
                }
            }
        }

        return blocked || (seen.Count > 0 && seen.IsSubsetOf(ended));
    }

    // The data of every event that is closed by a blank line; fields as WHATWG has them, but for the lone CR.
    private static List<string> Datas(byte[] stream, out bool torn)
    {
        List<string> all = [];
        var lines = Encoding.Latin1.GetString(stream).Split('\n');
        List<string> data = [];
        torn = lines[^1].Length > 0;
        foreach (var line in lines[..^1].Select(line => line.TrimEnd('\r')))
        {
            torn |= line.Length > 0;
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data.Add(line.Length > 5 && line[5] == ' ' ? line[6..] : line[5..]);
            }
            else if (line.Length == 0)
            {
                if (data.Count > 0)
                {
                    all.Add(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(string.Join('\n', data))));
                }

                data.Clear();
                torn = false;
            }
        }

        torn |= lines[^1].Length > 0;
        return all;
    }

    private static List<string> Payloads(byte[] stream, string type)
    {
        List<string> all = [];
        var name = Encoding.Latin1.GetBytes($"\v:event-type\a\0{(char)type.Length}{type}");
        foreach (var message in StreamEvents.OfMessages(stream))
        {
            if (StreamEvents.TryTake(message, out var headers, out var payload) && message.AsSpan(headers).IndexOf(name) >= 0)
            {
                all.Add(Encoding.UTF8.GetString(message.AsSpan(payload)));
            }
        }

        return all;
    }

    private static bool HasType(string data, params string[] types) => Objects(data).Any(root => Properties(root, "type").Any(value => types.Any(type => Says(value, type))));

    private static IEnumerable<JsonElement> Objects(string json)
    {
        try
        {
            return JsonElement.Parse(json, s_deep) is { ValueKind: JsonValueKind.Object } root ? [root] : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    // A member that stands twice is looked at twice.
    private static IEnumerable<JsonElement> Properties(JsonElement of, string name) =>
        of.ValueKind != JsonValueKind.Object ? [] : of.EnumerateObject().Where(member => IsNamed(member, name)).Select(member => member.Value);

    private static bool IsNamed(JsonProperty member, string name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private static bool Says(JsonElement value, string text)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String && value.ValueEquals(text);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
