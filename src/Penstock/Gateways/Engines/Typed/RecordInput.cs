using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Engines.Typed;

/// <summary>
/// Feeds a record to a model as one row of it: a member is a column, or a whole input, of the same name (case, underscores and the
/// like aside); where a model has one input of numbers whose columns have no names, members are its columns in their order.
/// </summary>
internal sealed class RecordInput
{
    private readonly List<(string Input, int Wrap, JsonPropertyInfo[] Members)> _inputs = [];

    /// <summary>Fits a record to a model.</summary>
    /// <exception cref="ArgumentException">A member fits nothing, or an input has no member.</exception>
    internal RecordInput(Type record, Signature signature)
    {
        var info = ClrJson.Options.GetTypeInfo(record);
        var members = info.Kind == JsonTypeInfoKind.Object ? info.Properties.Where(property => property.Get is not null).ToList()
            : throw new ArgumentException($"the model is fed with a {record.Name}, which has no members; a record is wanted");
        var left = members.ToList();
        foreach (var field in signature.Inputs)
        {
            if (Fit(field, members, signature) is { } fitting)
            {
                Check(record, field, fitting);
                _inputs.Add((field.Name, Wrap(record, field, fitting), fitting));
                left.RemoveAll(member => fitting.Contains(member));
            }
            else if (!field.Optional)
            {
                throw new ArgumentException($"{record.Name} has no member for {Wanted(field, members)}");
            }
        }

        if (left.Count > 0)
        {
            var names = signature.Inputs.SelectMany(field => field.Columns.Count > 0 ? field.Columns : [field.Name]);
            throw new ArgumentException($"the member '{left[0].Name}' of {record.Name} fits no input of the model, which has {string.Join(", ", names)}");
        }
    }

    /// <summary>The model's tensors by name, as JSON.</summary>
    internal byte[] Write(object record)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            foreach (var (input, wrap, members) in _inputs)
            {
                writer.WritePropertyName(input);
                Wrapped(writer, wrap, static writer => writer.WriteStartArray());
                foreach (var member in members)
                {
                    JsonSerializer.Serialize(writer, member.Get!(record), member.PropertyType, ClrJson.Options);
                }

                Wrapped(writer, wrap, static writer => writer.WriteEndArray());
            }

            writer.WriteEndObject();
        }

        return json.WrittenSpan.ToArray();
    }

    private static void Wrapped(Utf8JsonWriter writer, int times, Action<Utf8JsonWriter> write)
    {
        for (var i = 0; i < times; i++)
        {
            write(writer);
        }
    }

    private static JsonPropertyInfo[]? Fit(Field field, List<JsonPropertyInfo> members, Signature signature)
    {
        if (field.Columns.Count > 0 && field.Columns.Select(column => Named(column, members)).ToArray() is var columns && Array.TrueForAll(columns, column => column is not null))
        {
            return columns!;
        }

        if (Named(field.Name, members) is { } whole)
        {
            return [whole];
        }

        var isOnly = signature.Inputs.Count(input => !input.Optional) == 1 && !field.Optional && field.Columns.Count == 0;
        return isOnly && field.Shape is [.., var last] && field.Shape.Count <= 2 && (last.Size ?? members.Count) == members.Count
            && members.TrueForAll(member => ClrShape.RankOf(member.PropertyType) == 0)
            ? [.. members]
            : null;
    }

    private static JsonPropertyInfo? Named(string name, List<JsonPropertyInfo> members) => members.Find(member => SameName.Are(member.Name, name));

    private static void Check(Type record, Field field, JsonPropertyInfo[] members)
    {
        foreach (var member in members)
        {
            if (!ClrShape.Fits(ClrShape.ElementOf(member.PropertyType), field.Type))
            {
                throw new ArgumentException($"the member '{member.Name}' of {record.Name} is a {member.PropertyType.Name}, and '{field.Name}' takes {field.Type.ToString().ToUpperInvariant()}");
            }
        }
    }

    // In how many lists the members stand: a row is one of a batch of one.
    private static int Wrap(Type record, Field field, JsonPropertyInfo[] members)
    {
        var rank = ClrShape.RankOf(members[0].PropertyType);
        if (field.AnyRank)
        {
            return 0;
        }

        return field.Shape.Count >= rank ? field.Shape.Count - rank
            : throw new ArgumentException($"the member '{members[0].Name}' of {record.Name} is a list {rank} deep, and '{field.Name}' is {field.Shape.Count} deep");
    }

    private static string Wanted(Field field, List<JsonPropertyInfo> members)
    {
        var missing = field.Columns.Where(column => Named(column, members) is null).ToArray();
        return missing.Length > 0 && missing.Length < field.Columns.Count
            ? $"the column {string.Join(", ", missing.Select(name => $"'{name}'"))} of the model's input '{field.Name}'"
            : field.Columns.Count > 0 ? $"the model's input '{field.Name}', whose columns are {string.Join(", ", field.Columns)}"
            : $"the model's input '{field.Name}' ({field.Type.ToString().ToUpperInvariant()}[{string.Join(',', field.Shape.Select(dimension => dimension.Size ?? -1))}])";
    }
}
