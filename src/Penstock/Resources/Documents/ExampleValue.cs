using System.Text.Json.Nodes;
using Penstock.Domain.Models;

namespace Penstock.Resources.Documents;

/// <summary>Single values that keep to constraints.</summary>
internal static class ExampleValue
{
    /// <summary>A number: the one liked, or one within the bounds, in their middle where there are two.</summary>
    public static JsonNode Number(double liked, Constraints? rules, bool whole)
    {
        if (rules is not null)
        {
            var step = rules.MultipleOf ?? (whole ? 1 : 0);
            var least = rules.Minimum ?? rules.ExclusiveMinimum;
            var most = rules.Maximum ?? rules.ExclusiveMaximum;
            if (!Fits(liked, rules))
            {
                liked = (least, most) switch
                {
                    ({ } low, { } high) => (low + high) / 2,
                    ({ } low, null) => rules.Minimum ?? (low + Math.Max(1, step)),
                    (null, { } high) => rules.Maximum ?? (high - Math.Max(1, step)),
                    _ => liked,
                };
            }

            if (step > 0)
            {
                // The multiple below may be out of bounds: then the one above.
                var below = Math.Floor(liked / step) * step;
                liked = Fits(below, rules) ? below : below + step;
            }
        }

        return whole ? JsonValue.Create((long)liked) : JsonValue.Create(liked);
    }

    /// <summary>A text, longer or shorter than the one liked where it must be.</summary>
    public static string Text(string liked, Constraints? rules)
    {
        while (liked.Length < rules?.MinLength)
        {
            liked += liked.Length == 0 ? "a" : liked;
        }

        return liked.Length > rules?.MaxLength ? liked[..rules.MaxLength.Value] : liked;
    }

    private static bool Fits(double value, Constraints rules) =>
        !(value < rules.Minimum || value <= rules.ExclusiveMinimum || value > rules.Maximum || value >= rules.ExclusiveMaximum);
}
