using System.Globalization;

namespace Penstock.Dialects.Predict;

/// <summary>What is wrong with one value: pydantic's error type where it has one, and a sentence.</summary>
internal sealed record Fault(string Code, string Message)
{
    internal static readonly Fault Missing = new("missing", "Field required");
    internal static readonly Fault Duplicate = new("duplicate_member", "This member occurs more than once");
    internal static readonly Fault IntType = new("int_type", "Input should be a valid integer");
    internal static readonly Fault IntParsing = new("int_parsing", "Input should be a valid integer, unable to parse string as an integer");
    internal static readonly Fault IntSize = new("int_parsing_size", "Unable to parse input as an integer, exceeded maximum size");
    internal static readonly Fault IntFraction = new("int_from_float",
        "Input should be a valid integer, got a number with a fractional part");
    internal static readonly Fault FloatType = new("float_type", "Input should be a valid number");
    internal static readonly Fault FloatParsing = new("float_parsing",
        "Input should be a valid number, unable to parse string as a number");
    internal static readonly Fault BoolType = new("bool_type", "Input should be a valid boolean");
    internal static readonly Fault BoolParsing = new("bool_parsing", "Input should be a valid boolean, unable to interpret input");
    internal static readonly Fault TextType = new("string_type", "Input should be a valid string");
    internal static readonly Fault TextUnicode = new("string_unicode",
        "Input should be a valid string, half of a surrogate pair stands alone in it");
    internal static readonly Fault DecimalType = new("decimal_type", "Decimal input should be an integer, float or string");
    internal static readonly Fault DecimalParsing = new("decimal_parsing", "Input should be a valid decimal");
    internal static readonly Fault ListType = new("list_type", "Input should be a valid list");
    internal static readonly Fault ObjectType = new("model_type", "Input should be a JSON object");
    internal static readonly Fault NoRows = new("too_short", "There should be at least one row");
    internal static readonly Fault TooMany = new(
        "too_long",
        $"A tensor may have up to {TensorBuilder.MaxElements.ToString("N0", CultureInfo.InvariantCulture)} elements; send fewer at once");

    internal static Fault AtLeast(decimal bound) => new("greater_than_equal", $"Input should be greater than or equal to {bound}");

    internal static Fault AtMost(decimal bound) => new("less_than_equal", $"Input should be less than or equal to {bound}");

    internal static Fault TooLarge(string type, string bound) =>
        new("finite_number", $"The number is too large for {type}, which ends at ±{bound}");

    internal static Fault Extra(string? nearest) => new(
        "extra_forbidden",
        nearest is null ? "Extra inputs are not permitted" : $"Extra inputs are not permitted. Did you mean '{nearest}'?");
}
