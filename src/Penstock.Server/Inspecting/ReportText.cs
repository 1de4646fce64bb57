using System.Text.Json.Nodes;
using Penstock.Server.Cli;

namespace Penstock.Server.Inspecting;

/// <summary>A report for people. What it does not know of a field (a constraint) it prints under its own name.</summary>
/// <param name="terminal">Where it goes.</param>
internal sealed class ReportText(Terminal terminal)
{
    private const int LongestValue = 1000;

    // Shown with the fields already.
    private static readonly string[] Fielded = ["penstock.fields", "penstock.classes"];
    private static readonly string[] Headline = ["name", "datatype", "type", "shape", "dimensions", "any_rank", "optional"];

    /// <summary>Prints a file's or a served model's report.</summary>
    public void Print(JsonObject report)
    {
        var output = terminal.Out;
        output.WriteLine(terminal.Bold(Plain(report["file"] ?? report["model_id"])));
        var description = Plain(report["description"]);
        if (description.Length > 0)
        {
            output.WriteLine(description);
        }

        Rows("", new[] { "capabilities", "version", "platform", "owner", "documentation_url" }
            .Where(name => report[name] is not null).Select(name => (Words(name), Value(report[name]))));
        Fields("Inputs", report["inputs"]);
        Fields("Outputs", report["outputs"]);
        if (report["metadata"] is JsonObject metadata)
        {
            Heading("File");
            Rows("  ", metadata.Where(pair => pair.Key != "custom").Select(pair => (Words(pair.Key), Value(pair.Value)))
                .Concat((metadata["custom"] as JsonObject ?? []).Where(pair => !Fielded.Contains(pair.Key)).Select(pair => (pair.Key, Value(pair.Value))))
                .Where(row => row.Item2 != description));
        }

        if (report["batching"] is JsonObject batching)
        {
            Heading("Batching");
            output.WriteLine($"  {((bool)batching["possible"]! ? "possible" : "not possible")}: {Plain(batching["reason"])}");
        }

        if (report["example"] is { } example)
        {
            Heading("Example");
            output.WriteLine("  " + Brief(Json.Compact(example)));
        }

        output.Flush();
    }

    private void Fields(string title, JsonNode? list)
    {
        if (list is not JsonArray fields)
        {
            return;
        }

        Heading(title);
        var width = fields.Select(field => Plain(field!["name"]).Length).DefaultIfEmpty().Max();
        var types = fields.Select(field => Plain(field!["datatype"] ?? field["type"]).Length).DefaultIfEmpty().Max();
        foreach (var field in fields.OfType<JsonObject>())
        {
            var line = $"  {Plain(field["name"]).PadRight(width)}  {Plain(field["datatype"] ?? field["type"]).PadRight(types)}  {Shape(field)}";
            terminal.Out.WriteLine((field["optional"] is JsonValue optional && optional.TryGetValue(out bool may) && may ? line + "  optional" : line).TrimEnd());
            Rows(new string(' ', width + 4), field.Where(pair => !Headline.Contains(pair.Key) && pair.Value is not null).Select(pair => (Words(pair.Key), Value(pair.Value))));
        }
    }

    private void Heading(string title)
    {
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(terminal.Bold(title));
    }

    private void Rows(string indent, IEnumerable<(string Name, string Value)> rows)
    {
        var all = rows.ToArray();
        var width = all.Select(row => row.Name.Length).DefaultIfEmpty().Max();
        foreach (var (name, value) in all)
        {
            terminal.Out.WriteLine($"{indent}{name.PadRight(width)}  {value}");
        }
    }

    private static string Shape(JsonObject field) =>
        field["any_rank"] is not null ? "any shape"
        : (field["dimensions"] ?? field["shape"]) is not JsonArray { Count: > 0 } sizes ? ""
        : $"[{string.Join(", ", sizes.Select(size => size is null || (size is JsonValue number && number.TryGetValue(out long length) && length < 0) ? "?" : Plain(size)))}]";

    private static string Value(JsonNode? value) => Brief(value switch
    {
        JsonArray list when list.All(item => item is JsonValue text && text.TryGetValue(out string? _)) => string.Join(", ", list.Select(Plain)),
        JsonObject map when map.All(pair => pair.Value is JsonValue) => string.Join(", ", map.Select(pair => $"{pair.Key} {Plain(pair.Value)}")),
        JsonArray or JsonObject => Json.Compact(value),
        _ => Plain(value),
    });

    // What a file says of itself must not command a terminal.
    private static string Plain(JsonNode? value) => value is null ? ""
        : new string([.. (value is JsonValue text && text.TryGetValue(out string? words) ? words : Json.Compact(value)).Select(c => char.IsControl(c) ? ' ' : c)]);

    private static string Brief(string text) => text.Length <= LongestValue ? text : $"{text[..LongestValue]}… ({text.Length} characters; --json prints all)";

    private static string Words(string name) => name.Replace('_', ' ');
}
