using System.Text;
using System.Text.Json.Nodes;
using Penstock.Server.Cli;

namespace Penstock.Server.Calling;

/// <summary>An answer that refuses, for people: what is wrong, every mistake of the input, and the call's id.</summary>
internal static class ProblemText
{
    private const int LongestText = 1000;

    /// <summary>The lines to print.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="body">The answer's body.</param>
    public static string Of(int status, ReadOnlySpan<byte> body)
    {
        var text = new StringBuilder();
        switch (Json.Parse(body))
        {
            case JsonObject problem when problem["detail"] is JsonArray details:
                // FastAPI's form, which a server may be set to.
                text.Append($"{status}: the input has {details.Count} {(details.Count == 1 ? "mistake" : "mistakes")}.");
                foreach (var detail in details.OfType<JsonObject>())
                {
                    Append(text, string.Join('.', (detail["loc"] as JsonArray ?? []).Select(Text)), Text(detail["msg"]), Text(detail["type"]), detail["input"] is { } input ? Json.Compact(input) : "");
                }

                break;
            case JsonObject problem when problem["detail"] is not null || problem["title"] is not null:
                text.Append($"{status} {Text(problem["code"])}".TrimEnd()).Append(": ").Append(Text(problem["detail"] ?? problem["title"]));
                foreach (var mistake in (problem["errors"] as JsonArray ?? []).OfType<JsonObject>())
                {
                    Append(text, Text(mistake["path"]), Text(mistake["message"]), Text(mistake["code"]), Text(mistake["received"]));
                }

                if (Text(problem["call_id"]) is { Length: > 0 } id)
                {
                    text.Append("\n  call ").Append(id);
                }

                break;
            default:
                var plain = Encoding.UTF8.GetString(body[..Math.Min(body.Length, LongestText)]).Trim();
                text.Append(plain.Length == 0 ? $"{status}, and no more is said." : $"{status}: {plain}");
                break;
        }

        return new string([.. text.ToString().Select(c => char.IsControl(c) && c != '\n' ? ' ' : c)]);
    }

    private static void Append(StringBuilder text, string path, string message, string code, string received)
    {
        text.Append("\n  ").Append(path.Length == 0 ? "the body" : path).Append(": ").Append(message);
        string[] more = [code, received.Length == 0 ? "" : $"received {received}"];
        var shown = string.Join("; ", more.Where(part => part.Length > 0));
        if (shown.Length > 0)
        {
            text.Append(" (").Append(shown).Append(')');
        }
    }

    private static string Text(JsonNode? value) => value is null ? "" : value is JsonValue text && text.TryGetValue(out string? words) ? words : Json.Compact(value);
}
