using System.Globalization;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Shapes;

/// <summary>Holds values against constraints, in pydantic's order and with its error types; null when they keep to them.</summary>
internal static class ConstraintCheck
{
    // Beyond these a decimal does not hold a bound, and no decimal is beyond it.
    private const double MostDecimal = 7.9e28;

    // What doubles show as whole numbers are exact up to here.
    private const double MostWhole = 9e18;

    /// <summary>A whole or decimal number.</summary>
    internal static Fault? Number(Constraints rules, decimal value)
    {
        if (rules.MultipleOf is { } step && Exact(step) is var exact && exact != 0 && value % exact != 0)
        {
            return MultipleOf(step, whole: true);
        }

        return rules switch
        {
            { Maximum: { } most } when Compare(value, most) > 0 => AtMost(most, whole: true),
            { ExclusiveMaximum: { } end } when Compare(value, end) >= 0 => Below(end, whole: true),
            { Minimum: { } least } when Compare(value, least) < 0 => AtLeast(least, whole: true),
            { ExclusiveMinimum: { } start } when Compare(value, start) <= 0 => Above(start, whole: true),
            _ => null,
        };
    }

    /// <summary>A floating-point number. NaN is within no bounds.</summary>
    internal static Fault? Number(Constraints rules, double value)
    {
        if (rules.Finite && !double.IsFinite(value))
        {
            return Fault.NotFinite;
        }

        if (rules.MultipleOf is { } step && !IsMultiple(value, step))
        {
            return MultipleOf(step, whole: false);
        }

        return rules switch
        {
            { Maximum: { } most } when !(value <= most) => AtMost(most, whole: false),
            { ExclusiveMaximum: { } end } when !(value < end) => Below(end, whole: false),
            { Minimum: { } least } when !(value >= least) => AtLeast(least, whole: false),
            { ExclusiveMinimum: { } start } when !(value > start) => Above(start, whole: false),
            _ => null,
        };
    }

    /// <summary>A text; its length is in Unicode scalars, as JSON Schema counts.</summary>
    internal static Fault? Text(Constraints rules, string value)
    {
        if (rules.MinLength is not null || rules.MaxLength is not null)
        {
            var length = 0;
            foreach (var _ in value.EnumerateRunes())
            {
                length++;
            }

            if (Length("String", rules.MinLength, rules.MaxLength, length) is { } fault)
            {
                return fault;
            }
        }

        return rules.Pattern is { } pattern && !pattern.Matches(value) ? Fault.Pattern(pattern.Source) : null;
    }

    /// <summary>The length of something.</summary>
    /// <param name="kind">What it is, as pydantic calls it: String, Data, List or Dictionary.</param>
    /// <param name="least">The least there may be.</param>
    /// <param name="most">The most there may be.</param>
    /// <param name="length">How many there are.</param>
    internal static Fault? Length(string kind, int? least, int? most, int length) =>
        length < least ? Fault.Length(tooShort: true, kind, least.Value, length)
        : length > most ? Fault.Length(tooShort: false, kind, most.Value, length)
        : null;

    private static int Compare(decimal value, double bound) =>
        bound >= MostDecimal ? -1 : bound <= -MostDecimal ? 1 : value.CompareTo(Exact(bound));

    // The conversion of .NET keeps 15 digits; whole numbers have more.
    private static decimal Exact(double bound) =>
        double.IsInteger(bound) && Math.Abs(bound) < MostWhole ? (long)bound : Math.Abs(bound) < MostDecimal ? (decimal)bound : 0;

    // As pydantic: near enough counts, since 0.3 % 0.1 is not 0.
    private static bool IsMultiple(double value, double step)
    {
        var rest = Math.Abs(value % step);
        var threshold = Math.Abs(value) / 1e9;
        return rest <= threshold || Math.Abs(rest - step) <= threshold;
    }

    private static Fault MultipleOf(double step, bool whole) => Bound("multiple_of", "a multiple of", "multiple_of", step, whole);

    private static Fault AtMost(double bound, bool whole) => Bound("less_than_equal", "less than or equal to", "le", bound, whole);

    private static Fault Below(double bound, bool whole) => Bound("less_than", "less than", "lt", bound, whole);

    private static Fault AtLeast(double bound, bool whole) => Bound("greater_than_equal", "greater than or equal to", "ge", bound, whole);

    private static Fault Above(double bound, bool whole) => Bound("greater_than", "greater than", "gt", bound, whole);

    // DIALECT: pydantic writes a float's bound as 0 in the sentence and as 0.0 in the context.
    private static Fault Bound(string code, string words, string key, double bound, bool whole)
    {
        var text = bound.ToString("R", CultureInfo.InvariantCulture);
        var json = whole || text.AsSpan().ContainsAny(".E") ? text : text + ".0";
        return new Fault(code, $"Input should be {words} {text}", $$"""{"{{key}}":{{json}}}""");
    }
}
