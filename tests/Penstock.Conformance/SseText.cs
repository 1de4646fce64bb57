using System.Text;
using System.Text.Json;

namespace Penstock.Conformance;

/// <summary>Recorded event streams as text; written apart from the server's own reader, whose judge it is.</summary>
internal static class SseText
{
    /// <summary>The events, each with its closing blank line.</summary>
    public static IReadOnlyList<string> Events(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body);
        var events = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf("\n\n", at, StringComparison.Ordinal);
            end = end < 0 ? text.Length : end + 2;
            events.Add(text[at..end]);
            at = end;
        }

        return events;
    }

    /// <summary>What stands behind <c>data:</c>, in the only line that has it; null for a comment.</summary>
    public static string? Data(string oneEvent) => oneEvent.Split('\n').FirstOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal))?[6..];

    /// <summary>The event with another model name.</summary>
    public static string WithModel(string oneEvent, string model) =>
        Data(oneEvent) is { } data && data != "[DONE]" ? oneEvent.Replace(data, JsonSplice.WithModel(data, model), StringComparison.Ordinal) : oneEvent;

    /// <summary>Whether it is the extra event that only tells usage; OpenRouter's has a choice that says nothing.</summary>
    public static bool IsUsageOnly(string oneEvent)
    {
        if (Data(oneEvent) is not { } data || data == "[DONE]")
        {
            return false;
        }

        using var chunk = JsonDocument.Parse(data);
        return chunk.RootElement.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object
            && chunk.RootElement.GetProperty("choices").EnumerateArray().All(choice => choice.GetProperty("finish_reason").ValueKind == JsonValueKind.Null
                && choice.GetProperty("delta").EnumerateObject().All(member => member.Name == "role" || member.Value.ValueKind == JsonValueKind.Null || member.Value.ValueEquals("")));
    }
}
