using System.Globalization;
using System.Text.Json.Nodes;

namespace Penstock.Config.Kinds;

/// <summary>Numbers that need not be whole.</summary>
internal static class NumberScalars
{
    private const int MostDigits = 12;

    /// <summary>An amount or a factor: decimal, never less than nothing, and exact.</summary>
    /// <param name="most">The greatest.</param>
    public static ScalarKind<decimal> Decimal(decimal most) => new(
        "decimal number",
        () => new JsonObject
        {
            ["anyOf"] = new JsonArray(
                new JsonObject { ["type"] = "number", ["minimum"] = 0, ["maximum"] = most },
                new JsonObject { ["type"] = "string", ["pattern"] = @"^[0-9]+(\.[0-9]{1,12})?$|\$\{" }),
        },
        (text, _, _) => text.StartsWith('-') ? Parsed<decimal>.Wrong("is negative", "Write 0 or more.")
            : !decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) || text.StartsWith('.') || text.EndsWith('.')
                ? Parsed<decimal>.Wrong("is not a decimal number", "Write it in digits, like 2.50.")
            : text.Length - text.IndexOf('.', StringComparison.Ordinal) - 1 > MostDigits && text.Contains('.', StringComparison.Ordinal)
                ? Parsed<decimal>.Wrong($"has more than {MostDigits} digits after the point", $"Round it to {MostDigits}.")
            : value > most ? Parsed<decimal>.Wrong("is out of range", string.Create(CultureInfo.InvariantCulture, $"Write a number up to {most}."))
            : value)
    { IsBare = true };

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
