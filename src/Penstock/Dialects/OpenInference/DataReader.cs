using System.Text.Json;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Reads <c>data</c>: the elements of a tensor of a known shape, nested as deep as the shape or in one flat list, row-major.</summary>
internal sealed class DataReader
{
    private static readonly Fault NoBase64 = new("base64_parsing", "Input should be valid base64, as content_type says");
    private readonly Field _field;
    private readonly long[] _shape;
    private readonly long _count;
    private readonly TensorBuilder? _builder;
    private ReadOnlyMemory<byte>[]? _base64;
    private long _read;

    private DataReader(Field field, long[] shape, bool base64, TensorMemory memory)
    {
        (_field, _shape, _count) = (field, shape, Tensor.CountOf(shape));
        if (base64)
        {
            // Grown by what is really there, and not by what the shape says.
            _base64 = new ReadOnlyMemory<byte>[4];
        }
        else
        {
            _builder = TensorBuilder.For(field, memory);
        }
    }

    /// <summary>Reads the value the cursor stands at; null when there were mistakes.</summary>
    internal static Tensor? Read(ref InputCursor cursor, Field field, long[] shape, bool base64)
    {
        var reader = new DataReader(field, shape, base64 && field.Type == DataType.Bytes, cursor.Memory);
        if (reader._count > TensorBuilder.MaxElements)
        {
            cursor.Refuse(Fault.TooMany);
            return null;
        }

        return reader.Read(ref cursor);
    }

    private Tensor? Read(ref InputCursor cursor)
    {
        if (cursor.Reader.TokenType == JsonTokenType.StartArray && _shape.Length > 1 && IsNested(cursor.Reader))
        {
            ReadLevel(ref cursor, 0);
        }
        else if (cursor.Reader.TokenType == JsonTokenType.StartArray)
        {
            ReadFlat(ref cursor);
        }
        else if (_shape.Length == 0)
        {
            Put(ref cursor);
        }
        else
        {
            cursor.Refuse(Fault.ListType);
        }

        return !cursor.Mistakes.None ? null
            : _base64 is null ? _builder!.Build(_shape)
            : new Tensor(_field.Name, _shape, _base64.AsMemory(0, (int)_count));
    }

    private void ReadFlat(ref InputCursor cursor)
    {
        var start = cursor.TokenStart;
        var count = (long)Leap(ref cursor);
        cursor.Mistakes.EnterList();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray)
        {
            if (count < _count)
            {
                cursor.Mistakes.At((int)count);
                Put(ref cursor);
            }
            else
            {
                // Too many: only counted, to say how many.
                cursor.Reader.Skip();
            }

            count++;
        }

        cursor.Mistakes.Leave();
        if (count != _count)
        {
            cursor.Mistakes.Add(
                new Fault("shape_mismatch", $"There {(count == 1 ? "is 1 element" : $"are {count} elements")}, and the shape {ShapeReader.Show(_shape)} has {_count}"),
                cursor.Body[start..cursor.Consumed]);
        }
    }

    // Plain numbers are read without the JSON reader, as far as the shape goes.
    private int Leap(ref InputCursor cursor)
    {
        if (_builder is null || !cursor.Leaps || !cursor.Mistakes.None)
        {
            return 0;
        }

        // An element takes two bytes at least: what is asked for is in proportion to what came.
        _builder.Expect(Math.Min(_count, ((cursor.Body.Length - cursor.Consumed) / 2) + 1));
        var run = _builder.Take(cursor.Body, cursor.Consumed, 0);
        if (run.Count == 0 || run.Count > _count)
        {
            return 0;
        }

        cursor.Jump(run.At);
        _read = run.Count;
        return run.Count;
    }

    private void ReadLevel(ref InputCursor cursor, int level)
    {
        if (level == _shape.Length)
        {
            Put(ref cursor);
            return;
        }

        if (cursor.Reader.TokenType != JsonTokenType.StartArray)
        {
            cursor.Refuse(Fault.ListType);
            return;
        }

        var start = cursor.TokenStart;
        var size = 0;
        cursor.Mistakes.EnterList();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray)
        {
            if (size < _shape[level])
            {
                cursor.Mistakes.At(size);
                ReadLevel(ref cursor, level + 1);
            }
            else
            {
                cursor.Reader.Skip();
            }

            size++;
        }

        cursor.Mistakes.Leave();
        if (size != _shape[level])
        {
            cursor.Mistakes.Add(
                new Fault("shape_mismatch", $"This list has {(size == 1 ? "1 element" : $"{size} elements")}, and dimension {level} of the shape {ShapeReader.Show(_shape)} is {_shape[level]}"),
                cursor.Body[start..cursor.Consumed]);
        }
    }

    private void Put(ref InputCursor cursor)
    {
        // After the first mistake nothing needs to be kept: what is still to come is only looked at.
        var index = cursor.Mistakes.None ? (int)_read++ : 0;
        Fault? fault;
        if (_base64 is not null)
        {
            fault = PutBase64(ref cursor.Reader, index);
        }
        else if (cursor.Reader.TokenType == JsonTokenType.Null && _field.Type is DataType.Fp16 or DataType.Fp32 or DataType.Fp64 or DataType.Bf16)
        {
            // DIALECT: null is NaN, as MLServer and numpy's JSON have it; the other way it goes as the text "NaN".
            var nan = new Utf8JsonReader("\"NaN\""u8);
            nan.Read();
            fault = _builder!.Put(ref nan, index);
        }
        else
        {
            fault = _builder!.Put(ref cursor.Reader, index);
        }

        if (fault is not null)
        {
            cursor.Refuse(fault);
        }
    }

    private Fault? PutBase64(ref Utf8JsonReader reader, int index)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return Fault.TextType;
        }

        if (!TryDecode(ref reader, out var bytes))
        {
            return NoBase64;
        }

        if (BinaryRules.Check(_field, new Tensor(_field.Name, [1], new ReadOnlyMemory<byte>[] { bytes }), index) is { } fault)
        {
            return fault;
        }

        if (index >= _base64!.Length)
        {
            Array.Resize(ref _base64, 2 * _base64.Length);
        }

        _base64[index] = bytes;
        return null;
    }

    /// <summary>Decodes the base64 text the reader stands at.</summary>
    internal static bool TryDecode(ref Utf8JsonReader reader, out byte[] bytes)
    {
        bytes = [];
        try
        {
            return reader.TryGetBytesFromBase64(out bytes!);
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: no base64.
            return false;
        }
    }

    private static bool IsNested(Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartArray;
}
