using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>What the attributes of a parameter or property say: those of System.ComponentModel and its DataAnnotations.</summary>
internal static class ClrRules
{
    /// <summary>Adds to a shape what the attributes say.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="attributes">The attributes.</param>
    /// <param name="hold">Whether they are to be held; else what is not known is left out.</param>
    /// <exception cref="ArgumentException">A rule that is not known, or does not fit the type: it would never be held.</exception>
    internal static JsonShape Apply(JsonShape shape, IReadOnlyList<Attribute> attributes, bool hold)
    {
        var rules = shape.Constraints ?? new Constraints();
        foreach (var attribute in attributes)
        {
            switch (attribute)
            {
                case AllowedValuesAttribute allowed when shape is not (RecordShape or ListShape or MapShape):
                    shape = new ChoiceShape([.. allowed.Values.Select(value => new JsonChoice(JsonSerializer.Serialize(value, ClrJson.Options)))], Literal: true)
                    {
                        Nullable = shape.Nullable,
                        ClrType = shape.ClrType,
                    };
                    break;
                case EmailAddressAttribute when shape is TextShape:
                    shape = new TextShape("email") { Nullable = shape.Nullable, ClrType = shape.ClrType };
                    rules = rules with { Pattern = rules.Pattern ?? new TextPattern(@"^[^@\r\n]+@[^@\r\n]+$", whole: true) };
                    break;
                case UrlAttribute when shape is TextShape:
                    shape = new TextShape("uri") { Nullable = shape.Nullable, ClrType = shape.ClrType };
                    rules = rules with { Pattern = rules.Pattern ?? new TextPattern("^([hH][tT][tT][pP][sS]?|[fF][tT][pP])://") };
                    break;
                case StrictAttribute:
                    shape = shape with { Strict = true };
                    break;
                case ValidationAttribute validation:
                    rules = Add(rules, shape, validation, hold);
                    break;
            }
        }

        return rules.None ? shape : shape with { Constraints = rules };
    }

    /// <summary>What <see cref="DescriptionAttribute"/> or <see cref="DisplayAttribute"/> says; null when neither does.</summary>
    internal static string? Description(IReadOnlyList<Attribute> attributes) =>
        attributes.OfType<DescriptionAttribute>().FirstOrDefault()?.Description
            ?? attributes.OfType<DisplayAttribute>().FirstOrDefault()?.GetDescription()
            ?? attributes.OfType<DisplayNameAttribute>().FirstOrDefault()?.DisplayName;

    /// <summary>Whether <see cref="RequiredAttribute"/> is there.</summary>
    internal static bool IsRequired(IReadOnlyList<Attribute> attributes) => attributes.OfType<RequiredAttribute>().Any();

    /// <summary>The value of <see cref="DefaultValueAttribute"/> as JSON; null when it is not there.</summary>
    internal static string? Default(IReadOnlyList<Attribute> attributes, Type type)
    {
        if (attributes.OfType<DefaultValueAttribute>().FirstOrDefault() is not { } given)
        {
            return null;
        }

        var bare = Nullable.GetUnderlyingType(type) ?? type;
        var value = given.Value is IConvertible convertible && !bare.IsEnum && bare != given.Value.GetType() && typeof(IConvertible).IsAssignableFrom(bare)
            ? convertible.ToType(bare, CultureInfo.InvariantCulture)
            : given.Value;
        return JsonSerializer.Serialize(value, ClrJson.Options);
    }

    private static Constraints Add(Constraints rules, JsonShape shape, ValidationAttribute rule, bool hold) => (rule, shape) switch
    {
        (RequiredAttribute { AllowEmptyStrings: false }, TextShape) => rules with { MinLength = Math.Max(rules.MinLength ?? 0, 1) },
        (RequiredAttribute, _) => rules,
        (RangeAttribute range, IntegerShape or FloatShape or DecimalShape) => Range(rules, range),
        (StringLengthAttribute length, TextShape) => rules with { MaxLength = length.MaximumLength, MinLength = Given(length.MinimumLength) ?? rules.MinLength },
        (MinLengthAttribute length, TextShape or BytesShape) => rules with { MinLength = length.Length },
        (MaxLengthAttribute length, TextShape or BytesShape) => rules with { MaxLength = length.Length < 0 ? null : length.Length },
        (LengthAttribute length, TextShape or BytesShape) => rules with { MinLength = Given(length.MinimumLength), MaxLength = length.MaximumLength },
        (MinLengthAttribute length, ListShape or MapShape) => rules with { MinItems = length.Length },
        (MaxLengthAttribute length, ListShape or MapShape) => rules with { MaxItems = length.Length < 0 ? null : length.Length },
        (LengthAttribute length, ListShape or MapShape) => rules with { MinItems = Given(length.MinimumLength), MaxItems = length.MaximumLength },
        (RegularExpressionAttribute pattern, TextShape) => rules with { Pattern = new TextPattern(pattern.Pattern, whole: true) },

        // It says what an input field looks like, and not what may stand in it.
        (DataTypeAttribute, _) when rule.GetType() == typeof(DataTypeAttribute) => rules,
        _ when !hold => rules,
        _ => throw new ArgumentException(
            $"[{rule.GetType().Name[..^"Attribute".Length]}] cannot be held against a {shape.ClrType?.Name ?? "value"}: of DataAnnotations there are Required, "
                + "Range, StringLength, MinLength, MaxLength, Length, RegularExpression, AllowedValues, EmailAddress and Url."),
    };

    private static Constraints Range(Constraints rules, RangeAttribute range)
    {
        var (least, most) = (Number(range.Minimum), Number(range.Maximum));
        return rules with
        {
            Minimum = range.MinimumIsExclusive ? null : least,
            ExclusiveMinimum = range.MinimumIsExclusive ? least : null,
            Maximum = range.MaximumIsExclusive ? null : most,
            ExclusiveMaximum = range.MaximumIsExclusive ? most : null,
        };
    }

    // `double.MaxValue` says that there is no bound.
    private static double? Number(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture) switch
    {
        double.MaxValue or double.MinValue or double.PositiveInfinity or double.NegativeInfinity => null,
        var number => number,
    };

    private static int? Given(int length) => length > 0 ? length : null;
}
