using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict;

/// <summary>Reads rows, <c>{"sepal_length":5.1,…}</c>, into the tensors whose columns they fill.</summary>
internal sealed class RowReader
{
    private readonly PredictPlan _plan;
    private readonly TensorBuilder?[] _builders;

    // For each column: in how many rows it was, and the last of them (from 1).
    private readonly int[] _present;
    private readonly int[] _lastRow;
    private int _rows;

    internal RowReader(PredictPlan plan)
    {
        _plan = plan;
        _builders = new TensorBuilder?[plan.Inputs.Count];
        _present = new int[plan.Columns.Count];
        _lastRow = new int[plan.Columns.Count];
    }

    /// <summary>Reads the object the reader stands at as one row.</summary>
    internal PredictInput? ReadOne(ref InputCursor cursor, bool enveloped)
    {
        ReadRow(ref cursor);
        return Finish(ref cursor, new PredictForm(PredictLayout.Row, enveloped));
    }

    /// <summary>Reads the list the reader stands at as rows.</summary>
    internal PredictInput? ReadList(ref InputCursor cursor, bool enveloped)
    {
        cursor.Mistakes.EnterList();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray)
        {
            cursor.Mistakes.At(_rows);
            ReadRow(ref cursor);
        }

        cursor.Mistakes.Leave();
        if (_rows == 0)
        {
            cursor.Mistakes.Add(Fault.NoRows, "[]"u8);
        }

        return Finish(ref cursor, new PredictForm(PredictLayout.Rows, enveloped));
    }

    private void ReadRow(ref InputCursor cursor)
    {
        _rows++;
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(Fault.ObjectType);
            return;
        }

        var next = 0;
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var index = Find(ref cursor, next, out var name);
            if (index < 0)
            {
                cursor.Mistakes.Enter(name!);
                cursor.Refuse(Fault.Extra(NearestName.Find(name!, _plan.Columns.Select(column => column.Name))));
                cursor.Mistakes.Leave();
                continue;
            }

            next = index + 1;
            ReadColumn(ref cursor, index);
        }

        for (var i = 0; i < _lastRow.Length; i++)
        {
            if (_lastRow[i] != _rows && !_plan.Columns[i].Optional)
            {
                cursor.Mistakes.Add(Fault.Missing, member: _plan.Columns[i].Name);
            }
        }
    }

    // Members mostly come in the order of the columns: then nothing is unescaped or looked up.
    private int Find(ref InputCursor cursor, int next, out string? name)
    {
        if (next < _plan.Columns.Count && InputCursor.IsName(ref cursor.Reader, _plan.Columns[next].Utf8))
        {
            name = null;
            cursor.Reader.Read();
            return next;
        }

        name = cursor.TakeName();
        return _plan.ColumnOf(name);
    }

    private void ReadColumn(ref InputCursor cursor, int index)
    {
        var column = _plan.Columns[index];
        Fault? fault;
        if (_lastRow[index] == _rows)
        {
            fault = Fault.Duplicate;
        }
        else
        {
            _lastRow[index] = _rows;
            _present[index]++;
            var builder = _builders[column.Input] ??= TensorBuilder.For(_plan.Inputs[column.Input], cursor.Memory);

            // After the first mistake nothing needs to be kept: what is still to come is only looked at.
            var place = cursor.Mistakes.None ? ((_rows - 1L) * _plan.WidthOf(column.Input)) + column.Offset : 0;
            fault = builder.Put(ref cursor.Reader, (int)Math.Min(place, int.MaxValue));
        }

        if (fault is not null)
        {
            cursor.Mistakes.Enter(column.Name);
            cursor.Refuse(fault);
            cursor.Mistakes.Leave();
        }
    }

    private PredictInput? Finish(ref InputCursor cursor, PredictForm form)
    {
        for (var i = 0; i < _present.Length; i++)
        {
            if (_plan.Columns[i] is { Optional: true } column && _present[i] > 0 && _present[i] < _rows)
            {
                cursor.Mistakes.Add(new Fault("missing", $"'{column.Name}' is in some rows only; give it in all of them or in none"));
            }
        }

        var tensors = new List<NamedValue>(_builders.Length);
        for (var i = 0; i < _builders.Length && cursor.Mistakes.None; i++)
        {
            if (_builders[i] is { } builder && ShapeOf(i, cursor.Mistakes) is { } shape)
            {
                tensors.Add(builder.Build(shape));
            }
        }

        return cursor.Mistakes.None ? new PredictInput(form, tensors) { Memory = cursor.Memory } : null;
    }

    private long[]? ShapeOf(int input, InputMistakes mistakes)
    {
        var field = _plan.Inputs[input];
        var batched = PredictPlan.IsBatched(field);
        var most = batched ? field.Shape[0].Size : 1;
        if (most is { } size && _rows != size)
        {
            mistakes.Add(new Fault("too_long", $"The model takes {size} row{(size == 1 ? "" : "s")} a call, and there are {_rows}"));
            return null;
        }

        return field.Shape.Count switch
        {
            0 => [],
            1 => [batched ? _rows : _plan.WidthOf(input)],
            _ => [_rows, _plan.WidthOf(input)],
        };
    }
}
