using System.Globalization;
using System.Text.Json.Nodes;

namespace Penstock.Config.Kinds;

/// <summary>Numbers that need not be whole.</summary>
internal static class NumberScalars
{
    /// <summary>A number in a range.</summary>
    /// <param name="min">The least.</param>
    /// <param name="max">The greatest.</param>
    /// <param name="open">Whether the least itself is too little.</param>
    public static ScalarKind<double> Number(double min, double max, bool open = false) => new(
        "number",
        () => new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "number", [open ? "exclusiveMinimum" : "minimum"] = min, ["maximum"] = max },
                new JsonObject { ["type"] = "string", ["pattern"] = @"\$\{" }),
        },
        (text, _, _) => !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || !double.IsFinite(value)
            ? Parsed<double>.Wrong("is not a number", "Write a number such as 0.1.")
            : value < min || value > max || (open && value == min)
                ? Parsed<double>.Wrong("is out of range", string.Create(CultureInfo.InvariantCulture, $"Write a number {(open ? $"above {min}" : $"from {min}")} up to {max}."))
                : value)
    { IsBare = true };
}
