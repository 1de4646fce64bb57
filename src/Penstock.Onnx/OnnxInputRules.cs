using System.Text.Json;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>Puts what is said of inputs and their columns, by name, on the fields it is about.</summary>
internal static class OnnxInputRules
{
    /// <summary>The metadata entry of a model file: the same as the configuration's <c>inputs</c>, as JSON.</summary>
    internal const string Key = "penstock.inputs";

    /// <summary>Reads the metadata.</summary>
    /// <exception cref="OnnxException">It is not what it should be.</exception>
    internal static IReadOnlyDictionary<string, ColumnRule> Read(IReadOnlyDictionary<string, string> metadata)
    {
        var rules = new Dictionary<string, ColumnRule>(StringComparer.Ordinal);
        if (!metadata.TryGetValue(Key, out var json) || json.Length == 0)
        {
            return rules;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            foreach (var input in document.RootElement.EnumerateObject())
            {
                rules[input.Name] = Rule(input.Value);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw Wrong($"its metadata '{Key}' cannot be used: {e.Message}");
        }

        return rules;
    }

    /// <summary>Puts the rules on the fields.</summary>
    /// <exception cref="OnnxException">A name is neither an input's nor a column's, or a rule does not fit the type.</exception>
    internal static void Apply(List<Field> inputs, IReadOnlyDictionary<string, ColumnRule> rules)
    {
        foreach (var (name, rule) in rules)
        {
            var index = inputs.FindIndex(field => field.Columns.Contains(name, StringComparer.Ordinal));
            index = index < 0 ? inputs.FindIndex(field => field.Name == name) : index;
            if (index < 0)
            {
                var nearest = NearestName.Find(name, inputs.SelectMany(field => field.Columns.Append(field.Name)));
                throw Wrong($"'{name}' is neither an input nor a column of it" + (nearest is null ? "" : $"; did you mean '{nearest}'?"));
            }

            inputs[index] = Apply(inputs[index], name, Checked(rule, inputs[index], name));
        }
    }

    private static Field Apply(Field field, string name, ColumnRule rule)
    {
        if (field.Columns.Count > 0 && !field.Columns.Contains(name, StringComparer.Ordinal))
        {
            // The whole tensor, whose columns have rules of their own.
            return field with
            {
                Description = rule.Description ?? field.Description,
                Constraints = rule.Constraints ?? field.Constraints,
                Example = rule.Example ?? field.Example,
                Strict = field.Strict || rule.Strict,
            };
        }

        ColumnRule[] all = field.ColumnRules.Count > 0 ? [.. field.ColumnRules]
            : [.. Enumerable.Repeat(new ColumnRule(), Math.Max(1, field.Columns.Count))];
        all[Math.Max(0, field.Columns.ToList().IndexOf(name))] = rule;
        return field with
        {
            ColumnRules = all,
            Description = field.Columns.Count == 0 ? rule.Description ?? field.Description : field.Description,
        };
    }

    // A text may look like a number where it was written.
    private static ColumnRule Checked(ColumnRule rule, Field field, string name)
    {
        var text = field.Type == DataType.Bytes;
        if (rule.Constraints is { } given && ((text && given.OfNumbers) || (!text && (given.Pattern ?? (object?)given.MinLength ?? given.MaxLength) is not null)))
        {
            throw Wrong($"'{name}' is of type {field.Type}, and its bounds are those of {(text ? "numbers" : "texts")}");
        }

        return text ? rule with { Example = Quoted(rule.Example), Default = Quoted(rule.Default) } : rule;
    }

    private static string? Quoted(string? json) => json is null or ['"' or '[', ..] ? json : $"\"{JsonEncodedText.Encode(json)}\"";

    private static ColumnRule Rule(JsonElement value)
    {
        var (rule, rules) = (new ColumnRule(), new Constraints());
        foreach (var member in value.EnumerateObject())
        {
            (rule, rules) = member.Name switch
            {
                "description" => (rule with { Description = member.Value.GetString() }, rules),
                "example" => (rule with { Example = member.Value.GetRawText() }, rules),
                "default" => (rule with { Default = member.Value.GetRawText() }, rules),
                "strict" => (rule with { Strict = member.Value.GetBoolean() }, rules),
                "minimum" => (rule, rules with { Minimum = member.Value.GetDouble() }),
                "maximum" => (rule, rules with { Maximum = member.Value.GetDouble() }),
                "exclusive_minimum" => (rule, rules with { ExclusiveMinimum = member.Value.GetDouble() }),
                "exclusive_maximum" => (rule, rules with { ExclusiveMaximum = member.Value.GetDouble() }),
                "multiple_of" => (rule, rules with { MultipleOf = member.Value.GetDouble() }),
                "finite" => (rule, rules with { Finite = member.Value.GetBoolean() }),
                "min_length" => (rule, rules with { MinLength = member.Value.GetInt32() }),
                "max_length" => (rule, rules with { MaxLength = member.Value.GetInt32() }),
                "pattern" => (rule, rules with { Pattern = new TextPattern(member.Value.GetString()!) }),
                _ => throw new FormatException($"there is no '{member.Name}'"),
            };
        }

        return rules.None ? rule : rule with { Constraints = rules };
    }

    private static OnnxException Wrong(string what) => new(OnnxErrorCode.InvalidArgument, $"The model cannot be served: {what}.") { Key = "inputs" };
}
