using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Penstock.Dialects;
using Penstock.Dialects.Predict;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Typed;

/// <summary>
/// Reads a model's outputs as a C# type: a member of a record is the output of the same name (case, underscores and the like aside),
/// <c>class_name</c> the name of the class that a label stands for. Probabilities by class can be a list, a dictionary by the classes'
/// names, or one by their numbers. A text for a label with classes is the class's name. What is no record is the only output.
/// </summary>
internal sealed class RecordOutput
{
    private const string ClassName = "class_name";
    private readonly Type _type;
    private readonly Signature _signature;
    private readonly List<(JsonPropertyInfo Member, string Output)> _members = [];
    private readonly string? _only;

    /// <summary>Fits a type to a model.</summary>
    /// <exception cref="ArgumentException">A member has no output.</exception>
    internal RecordOutput(Type type, Signature signature)
    {
        (_type, _signature) = (type, signature);
        if (type == typeof(JsonElement))
        {
            return;
        }

        var hasClass = signature.Outputs.Any(IsLabel);
        var info = ClrJson.Options.GetTypeInfo(type);
        if (info.Kind != JsonTypeInfoKind.Object)
        {
            _only = type == typeof(string) && hasClass ? ClassName
                : signature.Outputs is [var only] ? only.Name
                : throw new ArgumentException($"the model has {signature.Outputs.Count} outputs ({Names()}), and {type.Name} holds one; a record with a member for each is wanted");
            Check(type.Name, type, _only);
            return;
        }

        foreach (var member in info.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null))
        {
            if (SourceOf(member, hasClass) is { } output)
            {
                Check($"the member '{member.Name}' of {type.Name}", member.PropertyType, output);
                _members.Add((member, output));
            }
            else if (MustBeGiven(member))
            {
                throw new ArgumentException($"the model has no output for the member '{member.Name}' of {type.Name}; its outputs are {Names()}");
            }
        }

        if (_members.Count == 0)
        {
            throw new ArgumentException($"no member of {type.Name} is an output of the model; its outputs are {Names()}");
        }
    }

    /// <summary>Reads the outputs of one row.</summary>
    internal object? Read(PredictOutput output)
    {
        using var json = new PooledBytes();
        PredictWriter.Write(json, output with { Form = new PredictForm(PredictLayout.Row) }, _signature);
        if (_type == typeof(JsonElement))
        {
            return JsonElement.Parse(json.Memory.Span);
        }

        var row = JsonNode.Parse(json.Memory.Span)!.AsObject();
        if (_only is not null)
        {
            return Shaped(row, _only, _type).Deserialize(_type, ClrJson.Options);
        }

        var record = new JsonObject();
        foreach (var (member, name) in _members)
        {
            record[member.Name] = Shaped(row, name, member.PropertyType);
        }

        return record.Deserialize(_type, ClrJson.Options);
    }

    private static bool MustBeGiven(JsonPropertyInfo member) => member.IsRequired
        || (member.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false, IsNullable: false } && Nullable.GetUnderlyingType(member.PropertyType) is null);

    private string? SourceOf(JsonPropertyInfo member, bool hasClass)
    {
        if (_signature.Outputs.FirstOrDefault(field => SameName.Are(field.Name, member.Name)) is { } same)
        {
            return member.PropertyType == typeof(string) && IsLabel(same) ? ClassName : same.Name;
        }

        if (hasClass && SameName.Are(member.Name, ClassName))
        {
            return ClassName;
        }

        // scikit-learn's converter says `output_label` and `output_probability`.
        var plain = SameName.Plain(member.Name);
        var ending = _signature.Outputs.Where(field => Ends(SameName.Plain(field.Name), plain)).ToArray();
        return ending is [var one] ? member.PropertyType == typeof(string) && IsLabel(one) ? ClassName : one.Name : null;
    }

    private static bool Ends(string output, string member) =>
        output.EndsWith(member, StringComparison.Ordinal)
        || (member.EndsWith("ies", StringComparison.Ordinal) && output.EndsWith(member[..^3] + "y", StringComparison.Ordinal));

    private void Check(string what, Type type, string output)
    {
        if (output != ClassName && _signature.Outputs.First(field => field.Name == output) is { Type: not DataType.Json } field
            && ClrJson.Options.GetTypeInfo(type).Kind is JsonTypeInfoKind.None or JsonTypeInfoKind.Enumerable && !ClrShape.Fits(ClrShape.ElementOf(type), field.Type))
        {
            throw new ArgumentException($"{what} is a {type.Name}, and the model's output '{output}' is {field.Type.ToString().ToUpperInvariant()}");
        }
    }

    private static bool IsLabel(Field field) => field is { Classes.Count: > 0, Type: DataType.Int64 or DataType.Int32 };

    private string Names() => string.Join(", ", _signature.Outputs.Select(field => field.Name));

    // Values by class stand in the row as an object; the type may want a list of them, or numbers in the place of the names.
    private static JsonNode? Shaped(JsonObject row, string name, Type type)
    {
        if (!row.Remove(name, out var value) || value is not JsonObject byClass)
        {
            return value;
        }

        var info = ClrJson.Options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Enumerable)
        {
            return new JsonArray([.. byClass.Select(pair => pair.Value?.DeepClone())]);
        }

        return info is { Kind: JsonTypeInfoKind.Dictionary, KeyType: { } key } && key != typeof(string) && !byClass.All(pair => long.TryParse(pair.Key, out _))
            ? new JsonObject(byClass.Select((pair, i) => KeyValuePair.Create(i.ToString(System.Globalization.CultureInfo.InvariantCulture), pair.Value?.DeepClone())))
            : byClass;
    }
}
