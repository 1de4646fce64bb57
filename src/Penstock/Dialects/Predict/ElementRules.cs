using System.Runtime.CompilerServices;
using System.Text.Json;
using Penstock.Dialects.Predict.Elements;
using Penstock.Dialects.Predict.Shapes;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>What is said of the elements of a tensor besides their type: of all, and of those of each column.</summary>
internal sealed class ElementRules
{
    private static readonly ConditionalWeakTable<Field, ElementRules> Known = [];
    private readonly DataType _type;
    private readonly Rule[] _columns;

    private ElementRules(Field field)
    {
        _type = field.Type;
        var all = new Rule(field.Constraints is { None: false } rules ? rules : null, null, field.Strict);
        _columns = field.ColumnRules.Count == 0 || field.ColumnRules.Count != Math.Max(1, field.Columns.Count) ? [all]
            : [.. field.ColumnRules.Select(one => all with
            {
                Own = one.Constraints is { None: false } own ? own : null,
                Strict = field.Strict || one.Strict,
            })];
    }

    /// <summary>The rules of a field; null when there are none, which is what reading at full speed depends on.</summary>
    internal static ElementRules? For(Field field)
    {
        if (field is { Constraints: null, Strict: false, ColumnRules.Count: 0 })
        {
            return null;
        }

        var rules = Known.GetValue(field, static key => new ElementRules(key));
        return Array.TrueForAll(rules._columns, one => one is { All: null, Own: null, Strict: false }) ? null : rules;
    }

    /// <summary>What is wrong with the JSON type of the value the reader stands at.</summary>
    internal Fault? CheckType(ref Utf8JsonReader reader, int index) =>
        _columns[index % _columns.Length].Strict ? StrictToken.Check(ref reader, _type) : null;

    /// <summary>What is wrong with the value, which is of the field's type.</summary>
    internal Fault? CheckValue(ref Utf8JsonReader reader, int index)
    {
        var rule = _columns[index % _columns.Length];
        return (rule.All is { } all ? Check(ref reader, all) : null) ?? (rule.Own is { } own ? Check(ref reader, own) : null);
    }

    private Fault? Check(ref Utf8JsonReader reader, Constraints rules)
    {
        switch (_type)
        {
            case DataType.Bytes:
                TextElement.TryRead(ref reader, out var text, out _);
                return ConstraintCheck.Text(rules, text!);
            case DataType.Bool:
                return null;
            case DataType.Fp16 or DataType.Bf16 or DataType.Fp32 or DataType.Fp64:
                // As it was written: 0.1 is not less than 0.1, which as a single it would not be equal to.
                FloatElement<double>.TryRead(ref reader, out var number, out _);
                return ConstraintCheck.Number(rules, number);
            default:
                LaxInteger.Read(ref reader, decimal.MinValue, decimal.MaxValue, out var whole);
                return ConstraintCheck.Number(rules, whole);
        }
    }

    private sealed record Rule(Constraints? All, Constraints? Own, bool Strict);
}
