using System.Globalization;
using System.Text;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>Renders tag sets as Prometheus labels: sorted, so that order does not matter, and escaped.</summary>
internal static class PrometheusLabels
{
    /// <summary>
    /// <c>key="value",…</c> without braces. Tags without a value are left out (an empty label is an absent one). Where two
    /// keys become one label, values are joined by <c>;</c> in the order of the original keys, as the specification says.
    /// </summary>
    public static string Render(ReadOnlySpan<Tag> tags, ReadOnlySpan<Tag> fixedTags)
    {
        var byKey = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var tag in fixedTags) if (tag.Value is not null) byKey[tag.Key] = tag.Value;
        foreach (var tag in tags) if (tag.Value is not null) byKey[tag.Key] = tag.Value;

        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in byKey)
        {
            var label = PrometheusNames.Label(key);
            // A histogram's own label must stay its own.
            if (label == "le") label = "le_";
            labels[label] = labels.TryGetValue(label, out var before) ? before + ";" + Text(value) : Text(value);
        }

        var line = new StringBuilder();
        foreach (var (label, value) in labels)
        {
            if (line.Length > 0) line.Append(',');
            line.Append(label).Append("=\"");
            Escape(line, value);
            line.Append('"');
        }

        return line.ToString();
    }

    private static void Escape(StringBuilder line, string value)
    {
        foreach (var c in value)
        {
            _ = c switch
            {
                '\\' => line.Append(@"\\"),
                '"' => line.Append("\\\""),
                '\n' => line.Append(@"\n"),
                // A carriage return is legal in a label but breaks line-based tools.
                '\r' => line.Append(' '),
                _ => line.Append(c),
            };
        }
    }

    private static string Text(object value) => value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
