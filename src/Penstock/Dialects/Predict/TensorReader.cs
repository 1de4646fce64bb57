using System.Globalization;
using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Reads a nested JSON array, straight into a flat one. Depth is bounded by the JSON reader.</summary>
internal sealed class TensorReader
{
    private readonly TensorBuilder _builder;
    private readonly Field _field;
    private readonly long[] _sizes;
    private int _count;
    private int _column;

    private TensorReader(Field field, int rank)
    {
        _field = field;
        _builder = TensorBuilder.For(field);
        _sizes = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            _sizes[i] = field.Shape.Count == rank ? field.Shape[i].Size ?? -1 : -1;
        }
    }

    /// <summary>Reads the value the reader stands at; null when there were mistakes.</summary>
    internal static Tensor? Read(ref InputCursor cursor, Field field)
    {
        var rank = Rank(cursor.Reader);
        if (!field.AnyRank && rank != field.Shape.Count)
        {
            cursor.Refuse(new Fault(
                "shape_mismatch",
                field.Shape.Count == 0
                    ? "Input should be a single value, and not a list"
                    : $"Input should be a list nested {field.Shape.Count} deep, of shape {Show(field.Shape)}; this is "
                        + (rank == 0 ? "a single value" : $"nested {rank} deep")));
            return null;
        }

        var reader = new TensorReader(field, rank);
        reader.ReadLevel(ref cursor, 0);
        return cursor.Mistakes.None ? reader._builder.Build(reader._sizes) : null;
    }

    /// <summary>A shape as people write it: <c>[N, 4]</c>.</summary>
    internal static string Show(IReadOnlyList<Dimension> shape) =>
        $"[{string.Join(", ", shape.Select(one => one.Size?.ToString(CultureInfo.InvariantCulture) ?? one.Name ?? "?"))}]";

    private void ReadLevel(ref InputCursor cursor, int level)
    {
        if (level == _sizes.Length)
        {
            // After the first mistake nothing needs to be kept: what is still to come is only looked at, as one of its column.
            if (_builder.Put(ref cursor.Reader, cursor.Mistakes.None ? _count++ : _column % Math.Max(1, _field.Columns.Count)) is { } fault)
            {
                cursor.Refuse(fault);
            }

            return;
        }

        if (cursor.Reader.TokenType != JsonTokenType.StartArray)
        {
            cursor.Refuse(Fault.ListType);
            return;
        }

        var start = (int)cursor.Reader.TokenStartIndex;
        var size = 0;
        cursor.Mistakes.EnterList();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray)
        {
            _column = size;
            cursor.Mistakes.At(size++);
            ReadLevel(ref cursor, level + 1);
        }

        cursor.Mistakes.Leave();
        if (_sizes[level] < 0)
        {
            _sizes[level] = size;
        }
        else if (_sizes[level] != size)
        {
            cursor.Mistakes.Add(WrongSize(level, size), cursor.Body[start..(int)cursor.Reader.BytesConsumed]);
        }
    }

    private Fault WrongSize(int level, int size)
    {
        if (_field.Shape.Count <= level || _field.Shape[level].Size is null)
        {
            return new Fault(
                "ragged",
                $"This list has {Count(size)} and the first one at its depth has {_sizes[level]}; they must be equal");
        }

        var columns = level == _sizes.Length - 1 && _field.Columns.Count > 0 ? $" ({string.Join(", ", _field.Columns.Take(10))})" : "";
        return new Fault("shape_mismatch", $"This list has {Count(size)} and the model takes {_sizes[level]}{columns}");
    }

    private static string Count(int size) => size == 1 ? "1 element" : $"{size} elements";

    // How deep the first element is nested; the copied reader stands at the value.
    private static int Rank(Utf8JsonReader reader)
    {
        var rank = 0;
        while (reader.TokenType == JsonTokenType.StartArray)
        {
            rank++;
            reader.Read();
        }

        return rank;
    }
}
