using System.Buffers;
using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Writes outputs row by row, with the names of classes and columns where the signature has them.</summary>
internal ref struct RowWriter
{
    private static readonly Field Unknown = new() { Name = "", Type = DataType.Json, AnyRank = true };
    private readonly Utf8JsonWriter _writer;
    private readonly IBufferWriter<byte> _to;
    private readonly IReadOnlyList<NamedValue> _values;
    private readonly IReadOnlyList<Field> _fields;
    private bool _labelled;

    /// <summary>Makes a writer of an output's rows.</summary>
    /// <param name="writer">Writes into <paramref name="to"/>.</param>
    /// <param name="to">Where the writer writes.</param>
    /// <param name="output">The output.</param>
    /// <param name="signature">What the model gives.</param>
    internal RowWriter(Utf8JsonWriter writer, IBufferWriter<byte> to, PredictOutput output, Signature signature)
    {
        _writer = writer;
        _to = to;
        _values = output.Values;
        _fields = signature.Outputs;
    }

    /// <summary>How many rows all outputs have; null when they are not all made of rows, as many in each.</summary>
    internal readonly int? Count
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
    internal void WriteOne() => WriteRow(0, alone: true);

    /// <summary>Writes a list of rows.</summary>
    internal void WriteList(int count)
    {
        _writer.WriteStartArray();
        for (var row = 0; row < count; row++)
        {
            WriteRow(row, alone: false);
        }

        _writer.WriteEndArray();
    }

    // Mostly the outputs are those of the signature, in its order.
    private readonly Field FieldOf(int index)
    {
        var name = _values[index].Name;
        if (index < _fields.Count && _fields[index].Name == name)
        {
            return _fields[index];
        }

        for (var i = 0; i < _fields.Count; i++)
        {
            if (_fields[i].Name == name)
            {
                return _fields[i];
            }
        }

        return Unknown;
    }

    private readonly int? RowsOf(int index) => _values[index] switch
    {
        MapSequence maps => maps.Rows,
        Tensor { Shape: [var first, ..] } when FieldOf(index) is var field && (field.AnyRank || field.Shape is [{ Size: null or 1 }, ..]) => (int)first,
        _ => null,
    };

    private void WriteRow(int row, bool alone)
    {
        _labelled = false;
        _writer.WriteStartObject();
        for (var i = 0; i < _values.Count; i++)
        {
            switch (_values[i])
            {
                case MapSequence maps:
                    _writer.WritePropertyName(maps.Name);
                    
                    // ZipMap's keys are class numbers when the model knows no names.
                    TensorWriter.WriteNamed(_writer, maps.Keys, maps.Values, row * maps.Keys.Count, FieldOf(i).Classes);
                    break;
                case Tensor tensor when !alone || RowsOf(i) == 1:
                    var shape = tensor.Shape.AsSpan(1);
                    WriteValue(tensor, FieldOf(i), shape, (int)(row * Tensor.CountOf(shape)));
                    break;
                case Tensor tensor:
                    WriteValue(tensor, FieldOf(i), tensor.Shape, 0);
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
            TensorWriter.Write(_writer, _to, tensor, shape, offset);
            WriteClassName(tensor, field, offset);
        }
        else if (shape.Length == 1 && shape[0] == names.Count)
        {
            TensorWriter.WriteNamed(_writer, names, tensor, offset);
        }
        else
        {
            TensorWriter.Write(_writer, _to, tensor, shape, offset);
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
}
