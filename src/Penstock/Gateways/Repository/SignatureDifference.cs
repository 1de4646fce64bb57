using Penstock.Domain.Models;

namespace Penstock.Gateways.Repository;

/// <summary>Says why one version cannot take the calls of another.</summary>
internal static class SignatureDifference
{
    /// <summary>The first difference in what is taken; null when the same inputs fit both.</summary>
    public static string? OfInputs(Signature expected, Signature actual) => Of("input", expected.Inputs, actual.Inputs);

    /// <summary>The first difference in what is taken or given; null when the callers of one can use the other.</summary>
    public static string? Of(Signature expected, Signature actual) =>
        OfInputs(expected, actual) ?? Of("output", expected.Outputs, actual.Outputs);

    private static string? Of(string what, IReadOnlyList<Field> expected, IReadOnlyList<Field> actual)
    {
        foreach (var field in expected)
        {
            if (actual.FirstOrDefault(other => other.Name == field.Name) is not { } other)
            {
                return $"it has no {what} '{field.Name}'";
            }

            if (Of(field, other) is { } difference)
            {
                return $"its {what} '{field.Name}' {difference}";
            }
        }

        return actual.FirstOrDefault(other => !other.Optional && expected.All(field => field.Name != other.Name)) is { } extra
            ? $"it has one {what} more, '{extra.Name}'"
            : null;
    }

    private static string? Of(Field expected, Field actual)
    {
        if (actual.Type != expected.Type)
        {
            return $"is {actual.Type.ToString().ToUpperInvariant()} and not {expected.Type.ToString().ToUpperInvariant()}";
        }

        if (!actual.AnyRank && (expected.AnyRank || !Fits(expected.Shape, actual.Shape)))
        {
            return $"has the shape {Shown(actual)} and not {Shown(expected)}";
        }

        return !expected.Columns.SequenceEqual(actual.Columns) ? "has other columns"
            : !expected.Classes.SequenceEqual(actual.Classes) ? "has other classes"
            : null;
    }

    // What varies in the other may be anything here; what varies here must vary there.
    private static bool Fits(IReadOnlyList<Dimension> expected, IReadOnlyList<Dimension> actual) =>
        expected.Count == actual.Count && expected.Zip(actual).All(pair => pair.Second.Size is null || pair.First.Size == pair.Second.Size);

    private static string Shown(Field field) =>
        field.AnyRank ? "of any rank" : $"[{string.Join(", ", field.Shape.Select(dimension => dimension.Size?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? dimension.Name ?? "?"))}]";
}
