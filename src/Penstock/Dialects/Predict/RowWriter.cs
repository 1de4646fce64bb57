using System.Globalization;
using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Writes outputs row by row, with the names of classes and columns where the signature has them.</summary>
internal sealed class RowWriter
{
    private readonly Utf8JsonWriter _writer;
    private readonly IReadOnlyList<NamedValue> _values;
    private readonly Field[] _fields;
    private bool _labelled;

    internal RowWriter(Utf8JsonWriter writer, PredictOutput output, Signature signature)
    {
        _writer = writer;
        _values = output.Values;
        _fields = [.. output.Values.Select(value => signature.Outputs.FirstOrDefault(field => field.Name == value.Name)
            ?? new Field { Name = value.Name, Type = DataType.Json, AnyRank = true })];
    }

    /// <summary>How many rows all outputs have; null when they are not all made of rows, as many in each.</summary>
    internal int? Count
    {
        get
        {
            int? count = null;
            for (var i = 0; i < _values.Count; i++)
            {
                if (RowsOf(i) is not { } rows || rows != (count ?? rows))
                {
                    return null;
                }

                count = rows;
            }

            return count;
        }
    }

    /// <summary>Writes the answer to one row: of outputs made of rows the only one, others whole.</summary>
    internal void WriteOne() => WriteRow(0, i => RowsOf(i) == 1);

    /// <summary>Writes a list of rows.</summary>
    internal void WriteList(int count)
    {
        _writer.WriteStartArray();
        for (var row = 0; row < count; row++)
        {
            WriteRow(row, static _ => true);
        }

        _writer.WriteEndArray();
    }

    private int? RowsOf(int index) => _values[index] switch
    {
        MapSequence maps => maps.Rows,
        Tensor { Shape: [var first, ..] } when _fields[index].AnyRank || _fields[index].Shape is [{ Size: null or 1 }, ..] => (int)first,
        _ => null,
    };

    private void WriteRow(int row, Func<int, bool> isMadeOfRows)
    {
        _labelled = false;
        _writer.WriteStartObject();
        for (var i = 0; i < _values.Count; i++)
        {
            switch (_values[i])
            {
                case MapSequence maps:
                    _writer.WritePropertyName(maps.Name);
                    TensorWriter.WriteNamed(_writer, Named(maps.Keys, _fields[i].Classes), maps.Values, row * maps.Keys.Count);
                    break;
                case Tensor tensor when isMadeOfRows(i):
                    var shape = tensor.Shape.AsSpan(1);
                    var size = 1L;
                    foreach (var length in shape)
                    {
                        size *= length;
                    }

                    WriteValue(tensor, _fields[i], shape, (int)(row * size));
                    break;
                case Tensor tensor:
                    WriteValue(tensor, _fields[i], tensor.Shape, 0);
                    break;
            }
        }

        _writer.WriteEndObject();
    }

    private void WriteValue(Tensor tensor, Field field, ReadOnlySpan<long> shape, int offset)
    {
        _writer.WritePropertyName(tensor.Name);
        var names = field.Classes.Count > 0 ? field.Classes : field.Columns;

        // [N, 1] is one value a row and not a list of one.
        if (shape is [1] && field.Shape is [_, { Size: 1 }] && names.Count != 1)
        {
            shape = [];
        }

        if (shape.IsEmpty)
        {
            TensorWriter.Write(_writer, tensor, shape, offset);
            WriteClassName(tensor, field, offset);
        }
        else if (shape.Length == 1 && shape[0] == names.Count)
        {
            TensorWriter.WriteNamed(_writer, names, tensor, offset);
        }
        else
        {
            TensorWriter.Write(_writer, tensor, shape, offset);
        }
    }

    // Only an integer is a label.
    // The first label's is called class_name; another's has the label's name before it.
    private void WriteClassName(Tensor tensor, Field field, int offset)
    {
        if (field.Classes.Count == 0
            || tensor.Type is not (DataType.Int64 or DataType.Int32 or DataType.Int16 or DataType.Int8 or DataType.Uint8 or DataType.Uint16 or DataType.Uint32))
        {
            return;
        }

        _writer.WritePropertyName(_labelled ? $"{tensor.Name}_class_name" : "class_name");
        _labelled = true;
        var label = TensorWriter.IntegerAt(tensor, offset);
        _writer.WriteStringValue(label >= 0 && label < field.Classes.Count ? field.Classes[(int)label] : null);
    }

    // ZipMap's keys are class numbers when the model knows no names.
    private static IReadOnlyList<string> Named(IReadOnlyList<string> keys, IReadOnlyList<string> classes) => classes.Count == 0
        ? keys
        : [.. keys.Select(key => int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && index < classes.Count
                ? classes[index]
                : key)];
}
