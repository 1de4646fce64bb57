using System.Globalization;
using System.Text.Encodings.Web;

namespace Penstock.Dialects.Predict;

/// <summary>What is wrong with one value: pydantic's error type where it has one, and a sentence.</summary>
/// <param name="Code">The error type.</param>
/// <param name="Message">The sentence, without a full stop.</param>
/// <param name="Context">What the sentence was made of, as a JSON object; null when that is nothing.</param>
internal sealed record Fault(string Code, string Message, string? Context = null)
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
    internal static readonly Fault MapType = new("dict_type", "Input should be a valid dictionary");
    internal static readonly Fault ObjectType = new("model_type", "Input should be a JSON object");
    internal static readonly Fault DateType = new("date_type", "Input should be a valid date");
    internal static readonly Fault DateParsing = new("date_parsing", "Input should be a valid date in the format YYYY-MM-DD");
    internal static readonly Fault DateFromDateTime = new("date_from_datetime_parsing", "Input should be a valid date or datetime");
    internal static readonly Fault DateInexact = new("date_from_datetime_inexact",
        "Datetimes provided to dates should have zero time - e.g. be exact dates");
    internal static readonly Fault DateTimeType = new("datetime_type", "Input should be a valid datetime");
    internal static readonly Fault DateTimeParsing = new("datetime_parsing", "Input should be a valid datetime");
    internal static readonly Fault DateTimeFromDate = new("datetime_from_date_parsing", "Input should be a valid datetime or date");
    internal static readonly Fault TimeType = new("time_type", "Input should be a valid time");
    internal static readonly Fault TimeParsing = new("time_parsing", "Input should be in a valid time format");
    internal static readonly Fault TimeOffset = new("time_parsing", "Input should be in a valid time format, in UTC or without an offset");
    internal static readonly Fault DurationType = new("time_delta_type", "Input should be a valid timedelta");
    internal static readonly Fault DurationParsing = new("time_delta_parsing", "Input should be a valid timedelta");
    internal static readonly Fault UuidType = new("uuid_type", "UUID input should be a string");
    internal static readonly Fault UuidParsing = new("uuid_parsing", "Input should be a valid UUID");
    internal static readonly Fault BytesType = new("bytes_type", "Input should be valid bytes, as a base64 string");
    internal static readonly Fault BytesEncoding = new("bytes_invalid_encoding", "Data should be valid base64", """{"encoding":"base64"}""");
    internal static readonly Fault NotFinite = new("finite_number", "Input should be a finite number");
    internal static readonly Fault NoRows = new("too_short", "There should be at least one row");
    internal static readonly Fault TooMany = new(
        "too_long",
        $"A tensor may have up to {TensorBuilder.MaxElements.ToString("N0", CultureInfo.InvariantCulture)} elements; send fewer at once");

    internal static Fault AtLeast(decimal bound) => Bound("greater_than_equal", "greater than or equal to", "ge", bound.ToString(CultureInfo.InvariantCulture));

    internal static Fault AtMost(decimal bound) => Bound("less_than_equal", "less than or equal to", "le", bound.ToString(CultureInfo.InvariantCulture));

    internal static Fault TooLarge(string type, string bound) =>
        new("finite_number", $"The number is too large for {type}, which ends at ±{bound}");

    internal static Fault Extra(string? nearest) => new(
        "extra_forbidden",
        nearest is null ? "Extra inputs are not permitted" : $"Extra inputs are not permitted. Did you mean '{nearest}'?");

    /// <summary>A number is beyond a bound.</summary>
    internal static Fault Bound(string code, string words, string key, string bound) =>
        new(code, $"Input should be {words} {bound}", $$"""{"{{key}}":{{bound}}}""");

    /// <summary>A text, list or map is too short or too long.</summary>
    internal static Fault Length(bool tooShort, string kind, int bound, int actual)
    {
        var (word, key) = tooShort ? ("least", "min_length") : ("most", "max_length");
        var many = bound == 1 ? "" : "s";
        return kind switch
        {
            "String" => new(tooShort ? "string_too_short" : "string_too_long", $"String should have at {word} {bound} character{many}",
                $$"""{"{{key}}":{{bound}}}"""),
            "Data" => new(tooShort ? "bytes_too_short" : "bytes_too_long", $"Data should have at {word} {bound} byte{many}", $$"""{"{{key}}":{{bound}}}"""),
            _ => new(tooShort ? "too_short" : "too_long", $"{kind} should have at {word} {bound} item{many} after validation, not {actual}",
                $$"""{"field_type":"{{kind}}","{{key}}":{{bound}},"actual_length":{{actual}}}"""),
        };
    }

    /// <summary>A text does not match.</summary>
    internal static Fault Pattern(string pattern) => new(
        "string_pattern_mismatch", $"String should match pattern '{pattern}'", $$"""{"pattern":{{Quote(pattern)}}}""");

    /// <summary>A value is none of the few there are, <paramref name="expected"/> as pydantic lists them: <c>'a', 'b' or 'c'</c>.</summary>
    internal static Fault Choice(bool literal, string expected) => new(
        literal ? "literal_error" : "enum", $"Input should be {expected}", $$"""{"expected":{{Quote(expected)}}}""");

    /// <summary>A rule of the type's own is broken; the message is its own.</summary>
    internal static Fault Value(string message) => new("value_error", message);

    private static string Quote(string text) => $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";
}
