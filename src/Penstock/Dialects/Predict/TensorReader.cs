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

    // Whether lists of lists may be read without the JSON reader; a list of numbers may anyway.
    private bool _plain = true;

    private TensorReader(Field field, int rank, TensorMemory memory)
    {
        _field = field;
        _builder = TensorBuilder.For(field, memory);
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

        var reader = new TensorReader(field, rank, cursor.Memory);
        reader.Expect(cursor.Body.Length - cursor.TokenStart);
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

        var start = cursor.TokenStart;
        var size = Leap(ref cursor, level);
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
            cursor.Mistakes.Add(WrongSize(level, size), cursor.Body[start..cursor.Consumed]);
        }
    }

    // An element takes two bytes at least: what is asked for is in proportion to what came.
    private void Expect(int bytes)
    {
        var count = 1L;
        foreach (var size in _sizes)
        {
            count = size < 0 ? -1 : Math.Min(count * size, TensorBuilder.MaxElements);
            if (count <= 0)
            {
                return;
            }
        }

        _builder.Expect(Math.Min(count, (bytes / 2) + 1));
    }

    // Reads the first elements of the list the reader stands at, as long as they are plain numbers and in order, without the reader.
    private int Leap(ref InputCursor cursor, int level)
    {
        if (!cursor.Leaps || !cursor.Mistakes.None || (level < _sizes.Length - 1 && !_plain))
        {
            return 0;
        }

        var run = TakeList(cursor.Body, cursor.Consumed, level);
        if (run.Count > 0)
        {
            cursor.Jump(run.At);
        }

        // What was read in vain must not be so at every level again.
        _plain &= run.Closed;
        return run.Count;
    }

    private NumberRun TakeList(ReadOnlySpan<byte> json, int at, int level)
    {
        if (level == _sizes.Length - 1)
        {
            var run = _builder.Take(json, at, _count);
            _count += run.Count;
            return run;
        }

        at = NumberRun.SkipSpace(json, at);
        var size = 0;
        var closed = false;
        while (!closed && at < json.Length && json[at] == '[')
        {
            var before = _count;
            var inner = TakeList(json, at + 1, level + 1);
            var next = inner.At + 1;
            if (!inner.Closed || !(_sizes[level + 1] < 0 || _sizes[level + 1] == inner.Count) || !NumberRun.TryNext(json, ref next, out closed))
            {
                _count = before;
                break;
            }

            _sizes[level + 1] = inner.Count;
            size++;
            at = next;
        }

        return new NumberRun(at, size, closed);
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

    /// <summary>How deep the first element is nested of the value that the (copied) reader stands at.</summary>
    internal static int Rank(Utf8JsonReader reader)
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
