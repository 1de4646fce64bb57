using System.Text.Json;
using Penstock.Domain.Models;

namespace Penstock.Onnx;

/// <summary>What a model takes and gives, in Penstock's terms.</summary>
/// <param name="Signature">Its typed inputs and outputs.</param>
/// <param name="Text">What it is, for people; empty when nobody said.</param>
internal sealed record OnnxDescription(Signature Signature, string Text)
{
    /// <summary>Whether calls share runs, as it was decided when the model was loaded; null before that.</summary>
    internal OnnxBatching? Batching { get; init; }

    /// <summary>Reads a session's signature.</summary>
    /// <exception cref="OnnxException">It has an input or output that cannot be given as JSON, or names do not fit its columns or
    /// classes.</exception>
    internal static OnnxDescription From(OnnxSession session, OnnxModelOptions options)
    {
        var file = session.Signature;
        var custom = file.Metadata.Custom;

        // Before, ONNX Runtime did not tell a scalar from a tensor of any rank.
        var tellsScalars = Version.TryParse(session.Runtime.Version, out var version) && version >= new Version(1, 24);
        var fields = options.Fields ?? Names(custom, "penstock.fields");
        var classes = options.Classes ?? Names(custom, "penstock.classes");
        var inputs = file.Inputs.Select(port => Input(port, optional: false, tellsScalars))
            .Concat(file.Defaults.Select(port => Input(port, optional: true, tellsScalars))).ToList();
        if (fields.Count > 0)
        {
            NameColumns(inputs, fields);
        }

        var outputs = file.Outputs.Select(port => Output(port, classes)).ToList();
        if (classes.Count > 0 && outputs.TrueForAll(field => field.Classes.Count == 0))
        {
            throw Wrong($"{classes.Count} classes are named, and no output is a label or has as many columns");
        }

        var text = options.Description ?? (custom.GetValueOrDefault("penstock.description") is { Length: > 0 } own ? own
            : file.Metadata.Description.Length > 0 ? file.Metadata.Description : file.Metadata.GraphDescription);
        return new OnnxDescription(new Signature(inputs, outputs), text);
    }

    private static Field Input(OnnxPort port, bool optional, bool tellsScalars) =>
         port.Type is OnnxType.Tensor { Element: var element, Shape: var shape } && TypeOf(element) is { } type
        ? new Field
        {
            Name = port.Name,
            Type = type,
            Shape = Shape(shape),
            AnyRank = shape is null || (shape.Count == 0 && !tellsScalars),
            Optional = optional,
        }
        : throw Wrong($"the input '{port.Name}' is a {port.Type}; tensors of numbers, truth values and texts can be fed");

    private static Field Output(OnnxPort port, IReadOnlyList<string> classes)
    {
        if (port.Type is OnnxType.Sequence { Element: OnnxType.Map { Value: OnnxType.Tensor { Element: OnnxElementType.Float } } })
        {
            // ZipMap: one map a row, from class to probability.
            return new Field { Name = port.Name, Type = DataType.Json, Shape = [new Dimension(null)], Classes = classes };
        }

        if (port.Type is not OnnxType.Tensor { Element: var element, Shape: var dimensions } || TypeOf(element) is not { } type)
        {
            throw Wrong(
                $"the output '{port.Name}' is a {port.Type}; tensors of numbers, truth values and texts, and ZipMap's maps, can be read");
        }

        var shape = Shape(dimensions);
        var isLabel = type is DataType.Int64 or DataType.Int32 && shape is [] or [_] or [_, { Size: 1 }];
        var isScores = type is DataType.Fp32 or DataType.Fp64 or DataType.Fp16 && shape is [.., { Size: var last }]
            && last == classes.Count;
        var named = isLabel || isScores ? classes : [];
        return new Field { Name = port.Name, Type = type, Shape = shape, AnyRank = dimensions is null or [], Classes = named };
    }

    private static void NameColumns(List<Field> inputs, IReadOnlyList<string> names)
    {
        var index = inputs.FindIndex(field => !field.Optional);
        if (inputs.Count(field => !field.Optional) != 1 || inputs[index].Shape.Count is not (1 or 2))
        {
            throw Wrong($"{names.Count} fields are named, and the model does not have one input of rows");
        }

        var shape = inputs[index].Shape;
        if (shape[^1].Size is { } size && size != names.Count)
        {
            throw Wrong($"{names.Count} fields are named, and the input '{inputs[index].Name}' has {size} columns");
        }

        if (names.Distinct(StringComparer.Ordinal).Count() != names.Count)
        {
            throw Wrong("a field is named twice");
        }

        // A width that the model leaves open is what the names say it is.
        inputs[index] = inputs[index] with { Columns = names, Shape = [.. shape.SkipLast(1), shape[^1] with { Size = names.Count }] };
    }

    private static IReadOnlyList<string> Names(IReadOnlyDictionary<string, string> custom, string key)
    {
        if (!custom.TryGetValue(key, out var json) || json.Length == 0)
        {
            return [];
        }

        try
        {
            using var list = JsonDocument.Parse(json);
            return [.. list.RootElement.EnumerateArray().Select(name => name.GetString() ?? throw new InvalidOperationException())];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Wrong($"its metadata '{key}' is not a JSON list of strings");
        }
    }

    private static Dimension[] Shape(IReadOnlyList<OnnxDimension>? dimensions) =>
        dimensions is null ? [] : [.. dimensions.Select(dimension => new Dimension(dimension.Length, dimension.Symbol))];

    private static DataType? TypeOf(OnnxElementType type) => type switch
    {
        OnnxElementType.Bool => DataType.Bool,
        OnnxElementType.UInt8 => DataType.Uint8,
        OnnxElementType.UInt16 => DataType.Uint16,
        OnnxElementType.UInt32 => DataType.Uint32,
        OnnxElementType.UInt64 => DataType.Uint64,
        OnnxElementType.Int8 => DataType.Int8,
        OnnxElementType.Int16 => DataType.Int16,
        OnnxElementType.Int32 => DataType.Int32,
        OnnxElementType.Int64 => DataType.Int64,
        OnnxElementType.Float16 => DataType.Fp16,
        OnnxElementType.Float => DataType.Fp32,
        OnnxElementType.Double => DataType.Fp64,
        OnnxElementType.BFloat16 => DataType.Bf16,
        OnnxElementType.String => DataType.Bytes,
        _ => null,
    };

    private static OnnxException Wrong(string what) => new(OnnxErrorCode.InvalidArgument, $"The model cannot be served: {what}.");
}
