using System.Diagnostics;
using OpenTelemetry;

namespace Penstock.Gateways.Telemetry.Otlp;

/// <summary>Takes secrets out of spans before they are exported: what a client writes into a path or a user agent is a tag of its span.</summary>
/// <param name="scrub">Takes them out of a text; the same text where there was none.</param>
internal sealed class ScrubbedSpans(Func<string, string> scrub) : BaseProcessor<Activity>
{
    /// <inheritdoc/>
    public override void OnEnd(Activity data)
    {
        List<(string Name, string Clean)>? changed = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (tag.Value is string text && scrub(text) is var clean && !ReferenceEquals(clean, text))
            {
                (changed ??= []).Add((tag.Key, clean));
            }
        }

        foreach (var (name, clean) in changed ?? [])
        {
            data.SetTag(name, clean);
        }

        if (data.StatusDescription is { } said && scrub(said) is var told && !ReferenceEquals(told, said))
        {
            data.SetStatus(data.Status, told);
        }
    }
}
