using Penstock.Config.Kinds;
using Penstock.Domain.Models;

namespace Penstock.Config;

/// <summary>The keys of one input, or one column of it, of an ONNX model.</summary>
internal static class InputKeys
{
    public static readonly ConfigKey<string> Description = new("description", Scalars.Text, "What it is, for people.") { DefaultNote = "none" };

    public static readonly ConfigKey<double> Minimum = new("minimum", Scalars.Number, "The least number there may be.") { DefaultNote = "none" };

    public static readonly ConfigKey<double> Maximum = new("maximum", Scalars.Number, "The greatest number there may be.") { DefaultNote = "none" };

    public static readonly ConfigKey<double> ExclusiveMinimum = new("exclusive_minimum", Scalars.Number, "The number that all must be above.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<double> ExclusiveMaximum = new("exclusive_maximum", Scalars.Number, "The number that all must be below.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<double> MultipleOf = new("multiple_of", Scalars.Number, "What every number must be a multiple of.") { DefaultNote = "none" };

    public static readonly ConfigKey<bool> Finite = new("finite", Scalars.Boolean, "Whether NaN and the infinities are refused.") { Default = "false" };

    public static readonly ConfigKey<int> MinLength = new("min_length", Scalars.Integer(0, int.MaxValue), "Texts: the fewest characters.") { DefaultNote = "none" };

    public static readonly ConfigKey<int> MaxLength = new("max_length", Scalars.Integer(0, int.MaxValue), "Texts: the most characters.") { DefaultNote = "none" };

    public static readonly ConfigKey<TextPattern> Pattern = new("pattern", Scalars.Pattern, "Texts: a regular expression that a part of each must match.")
    { DefaultNote = "none" };

    public static readonly ConfigKey<string> Example = new("example", Scalars.Json, "An example, for the documents.") { DefaultNote = "one that fits" };

    public static readonly ConfigKey<string> Default = new("default", Scalars.Json, "The value of a row that leaves the column out.")
    { DefaultNote = "none: it must be given" };

    public static readonly ConfigKey<bool> Strict = new("strict", Scalars.Boolean, "Whether only the exact JSON type passes.") { Default = "false" };

    public static readonly SectionKind<ColumnRule> Input = new(
        [Description, Minimum, Maximum, ExclusiveMinimum, ExclusiveMaximum, MultipleOf, Finite, MinLength, MaxLength, Pattern, Example, Default, Strict],
        s => Build(s));

    private static ColumnRule Build(Section s)
    {
        var rules = new Constraints
        {
            Minimum = s.GetOptional(Minimum),
            Maximum = s.GetOptional(Maximum),
            ExclusiveMinimum = s.GetOptional(ExclusiveMinimum),
            ExclusiveMaximum = s.GetOptional(ExclusiveMaximum),
            MultipleOf = s.GetOptional(MultipleOf),
            Finite = s.Get(Finite),
            MinLength = s.GetOptional(MinLength),
            MaxLength = s.GetOptional(MaxLength),
            Pattern = s.Get(Pattern),
        };
        if (rules.MultipleOf <= 0)
        {
            s.Mistake(MultipleOf, "a multiple of nothing is expected", "Write a number above zero.");
        }
        if (rules.Minimum > rules.Maximum)
        {
            s.Mistake(Minimum, "the minimum is above the maximum", "Write the smaller number here.");
        }
        return new ColumnRule
        {
            Description = s.Get(Description),
            Constraints = rules.None ? null : rules,
            Example = s.Get(Example),
            Default = s.Get(Default),
            Strict = s.Get(Strict),
        };
    }
}
