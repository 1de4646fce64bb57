using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Penstock.Tests.Dialects.Streams;

/// <summary>Makes broken streams of whole ones: bytes, events, JSON values and binary framing, with and without checksums that fit.</summary>
/// <param name="random">Where chance comes from.</param>
/// <param name="dialect">The form of the streams.</param>
/// <param name="seeds">Streams of this form.</param>
/// <param name="others">Streams of all forms, to insert pieces of.</param>
internal sealed class StreamMutator(Random random, FuzzDialect dialect, IReadOnlyList<List<byte[]>> seeds, IReadOnlyList<byte[]> others)
{
    private const int Longest = 2048;

    private static readonly string[] s_values =
    [
        "null", "true", "0", "-1", "1e400", "-1e-400", "2147483648", "9223372036854775808", "99999999999999999999999999", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "[]", "{}", "[null]",
        "[[]]", "{\"a\":1,\"a\":2}", "\"[DONE]\"", "\"error\"", "{\"message\":null}", "0.5", "1E5", "\"7\"", "\"message_stop\"", "\"stop\"",
    ];

    private static readonly string[] s_junk =
    [
        "\n\n", "\r\n\r\n", "\r", "\0", "\"", "{", "}", "[", "]", ",", "\\", "\\ud83d", ": ping\n\n", "data:\n\n", "data: \n", "event: error\n", "data: [DONE]\n\n", "\u00ef\u00bb\u00bf", "\u00c3", "\u00f0\u009f\u0098",
        "\u00ed\u00a0\u0080", "\u00ff", "data: {\"error\":{\"message\":\"x\",\"code\":429}}\n\n", "id: 7\nretry: 10\n",
    ];

    /// <summary>The next broken stream; one in eight is only cut off, one in sixteen is whole.</summary>
    public byte[] Next()
    {
        var events = Shortened(seeds[random.Next(seeds.Count)]);
        var kind = random.Next(16);
        if (kind == 0)
        {
            return Joined(events);
        }

        if (kind <= 2)
        {
            var whole = Joined(events);
            return whole[..random.Next(whole.Length + 1)];
        }

        for (var count = random.Next(1, 5); count > 0; count--)
        {
            Mutate(events);
        }

        var bytes = Joined(events);
        for (var count = random.Next(4) == 0 || !IsBinary ? random.Next(3) : 0; count > 0; count--)
        {
            bytes = Broken(bytes);
        }

        return bytes;
    }

    private bool IsBinary => dialect.ContentType.Contains("eventstream", StringComparison.Ordinal);

    // Long recordings would only be slow: their beginning, their end and something from between.
    private List<byte[]> Shortened(List<byte[]> events)
    {
        if (events.Sum(one => one.Length) <= Longest)
        {
            return [.. events];
        }

        List<byte[]> kept = [.. events.Take(2)];
        var size = kept.Sum(one => one.Length);
        for (var at = random.Next(2, Math.Max(3, events.Count - 3)); at < events.Count - 3 && size < Longest; at++)
        {
            kept.Add(events[at]);
            size += events[at].Length;
        }

        kept.AddRange(events.Skip(Math.Max(2, events.Count - 3)));
        return kept;
    }

    private void Mutate(List<byte[]> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        var at = random.Next(events.Count);
        switch (random.Next(10))
        {
            case 0:
                events.RemoveAt(at);
                break;
            case 1:
                events.InsertRange(at, Enumerable.Repeat(events[at], random.Next(1, 4)));
                break;
            case 2:
                var to = random.Next(events.Count);
                (events[at], events[to]) = (events[to], events[at]);
                break;
            case 3:
                // Spliced: the beginning of one, the end of another.
                var other = seeds[random.Next(seeds.Count)];
                var from = Math.Max(random.Next(other.Count), other.Count - 8);
                events.RemoveRange(at, events.Count - at);
                events.AddRange(other.Skip(from));
                break;
            case 4:
                var given = seeds[random.Next(seeds.Count)];
                events.Insert(at, given[random.Next(given.Count)]);
                break;
            default:
                events[at] = Inside(events[at]);
                break;
        }
    }

    // One event with something else in it, framed as before.
    private byte[] Inside(byte[] one)
    {
        if (!IsBinary)
        {
            var brace = Array.IndexOf(one, (byte)'{');
            var end = Array.LastIndexOf(one, (byte)'}') + 1;
            return brace < 0 || end <= brace ? Broken(one) : [.. one[..brace], .. Json(one[brace..end]), .. one[end..]];
        }

        if (!StreamEvents.TryTake(one, out var headers, out var payload))
        {
            return Broken(one);
        }

        return random.Next(8) == 0 ? StreamEvents.Message(Broken(one[headers]), one[payload])
            : StreamEvents.Message(one[headers], dialect.Path.Contains("/invoke", StringComparison.Ordinal) && random.Next(4) != 0 ? Chunk(one[payload]) : Json(one[payload]));
    }

    // A native piece stands in base64.
    private byte[] Chunk(byte[] payload)
    {
        try
        {
            if (JsonNode.Parse(payload) is not JsonObject chunk)
            {
                return Broken(payload);
            }

            chunk["bytes"] = Convert.ToBase64String(Json(Convert.FromBase64String((string?)chunk["bytes"] ?? "")));
            return Encoding.UTF8.GetBytes(chunk.ToJsonString());
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException or ArgumentException)
        {
            return Broken(payload);
        }
    }

    // Breaks JSON, or puts an unexpected value in the place of another, or hides one deep inside.
    private byte[] Json(byte[] json)
    {
        if (random.Next(4) == 0)
        {
            return Broken(json);
        }

        List<Range> values = [];
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                {
                    var inside = reader;
                    inside.Skip();
                    values.Add(start..(int)inside.BytesConsumed);
                }
                else if (reader.TokenType is not (JsonTokenType.PropertyName or JsonTokenType.EndObject or JsonTokenType.EndArray))
                {
                    values.Add(start..(int)reader.BytesConsumed);
                }
                else if (reader.TokenType == JsonTokenType.PropertyName && random.Next(16) == 0)
                {
                    values.Add(start..(start + reader.ValueSpan.Length + 2));
                }
            }
        }
        catch (JsonException)
        {
            return Broken(json);
        }

        var value = values[random.Next(values.Count)];
        var depth = random.Next(3) == 0 ? random.Next(1, 300) : random.Next(55, 70);
        byte[] instead = random.Next(6) switch
        {
            0 => [.. Repeated("{\"a\":", depth), .. json[value], .. Repeated("}", depth)],
            1 => [.. Repeated("[", depth), .. json[value], .. Repeated("]", depth)],
            2 => json[values[random.Next(values.Count)]],
            3 => [.. json[value], .. Encoding.UTF8.GetBytes(","), .. json[values[random.Next(values.Count)]]],
            _ => Encoding.UTF8.GetBytes(s_values[random.Next(s_values.Length)]),
        };
        return [.. json[..value.Start], .. instead, .. json[value.End..]];
    }

    private byte[] Broken(byte[] bytes)
    {
        var at = random.Next(bytes.Length + 1);
        var some = Math.Min(random.Next(1, 24), bytes.Length - at);
        switch (random.Next(9))
        {
            case 0 when at < bytes.Length:
                return [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]];
            case 1 when at < bytes.Length:
                return [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]];
            case 2:
                return [.. bytes[..at], .. bytes[(at + some)..]];
            case 3:
                return [.. bytes[..at], .. bytes[at..(at + some)], .. bytes[at..]];
            case 4:
                var other = others[random.Next(others.Count)];
                var from = random.Next(other.Length + 1);
                return [.. bytes[..at], .. other[from..Math.Min(other.Length, from + random.Next(400))], .. bytes[at..]];
            case 5:
                return bytes[..at];
            case 6 when bytes.Length >= 12:
                // A length that is not.
                var lied = bytes.ToArray();
                BinaryPrimitives.WriteInt32BigEndian(lied.AsSpan(4 * random.Next(3)), random.Next(2) == 0 ? random.Next() : random.Next(64));
                return lied;
            default:
                return [.. bytes[..at], .. Encoding.Latin1.GetBytes(s_junk[random.Next(s_junk.Length)]), .. bytes[at..]];
        }
    }

    private static byte[] Repeated(string text, int times) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(text, times)));

    private static byte[] Joined(List<byte[]> events) => [.. events.SelectMany(one => one)];
}
