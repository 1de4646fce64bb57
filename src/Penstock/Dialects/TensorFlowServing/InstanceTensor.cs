using System.Text.Json;
using Penstock.Dialects.OpenInference;
using Penstock.Dialects.Predict;
using Penstock.Dialects.Predict.Elements;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.TensorFlowServing;

/// <summary>Collects one tensor from nested lists, as a whole or instance by instance; bytes may be given as <c>{"b64":"…"}</c>.</summary>
internal sealed class InstanceTensor
{
    private static readonly Fault NoBase64 = new("base64_parsing", "Bytes are a text, or an object with the one member b64, whose text is base64");
    private readonly Field _field;
    private readonly TensorBuilder? _builder;
    private readonly List<ReadOnlyMemory<byte>>? _texts;
    private readonly long[] _sizes;
    private int _count;

    /// <summary>Makes one of a field; of any rank where the field leaves it open.</summary>
    internal InstanceTensor(Field field, int rank, TensorMemory memory)
    {
        _field = field;
        _builder = field.Type == DataType.Bytes ? null : TensorBuilder.For(field, memory);
        _texts = field.Type == DataType.Bytes ? [] : null;
        _sizes = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            _sizes[i] = field.Shape.Count == rank ? field.Shape[i].Size ?? -1 : -1;
        }
    }

    /// <summary>Reads the value the cursor stands at: the whole tensor at level 0, one instance at level 1.</summary>
    internal void Read(ref InputCursor cursor, int level)
    {
        if (level == _sizes.Length)
        {
            if (Put(ref cursor) is { } fault)
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
        var size = 0;
        cursor.Mistakes.EnterList();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray)
        {
            cursor.Mistakes.At(size++);
            Read(ref cursor, level + 1);
        }

        cursor.Mistakes.Leave();
        if (_sizes[level] < 0)
        {
            _sizes[level] = size;
        }
        else if (_sizes[level] != size)
        {
            var isFixed = _field.Shape.Count == _sizes.Length && _field.Shape[level].Size is not null;
            cursor.Mistakes.Add(
                new Fault(isFixed ? "shape_mismatch" : "ragged", $"This list has {(size == 1 ? "1 element" : $"{size} elements")}, and {(isFixed ? "the model takes" : "the first one at its depth has")} {_sizes[level]}"),
                cursor.Body[start..cursor.Consumed]);
        }
    }

    /// <summary>The tensor of what was read.</summary>
    /// <param name="instances">How many instances there were, where it was read instance by instance; null where as a whole.</param>
    internal Tensor Build(int? instances = null)
    {
        if (instances is { } count && _sizes.Length > 0)
        {
            _sizes[0] = count;
        }

        // No instance ever said what sizes there are inside.
        var shape = Array.ConvertAll(_sizes, size => Math.Max(0, size));
        return _texts is null ? _builder!.Build(shape) : new Tensor(_field.Name, shape, _texts.ToArray());
    }

    private Fault? Put(ref InputCursor cursor)
    {
        if (_texts is null)
        {
            // After the first mistake nothing needs to be kept: what is still to come is only looked at.
            return _builder!.Put(ref cursor.Reader, cursor.Mistakes.None ? _count++ : 0);
        }

        if (_texts.Count >= TensorBuilder.MaxElements)
        {
            return Fault.TooMany;
        }

        if (cursor.Reader.TokenType == JsonTokenType.StartObject)
        {
            return PutBase64(ref cursor.Reader);
        }

        if (!Utf8Element.TryRead(ref cursor.Reader, out var text, out var fault))
        {
            return fault;
        }

        return Add(text);
    }

    private Fault? PutBase64(ref Utf8JsonReader reader)
    {
        // Looked at by a copy, so that the whole object can still be refused.
        var ahead = reader;
        ahead.Read();
        if (ahead.TokenType != JsonTokenType.PropertyName || !ahead.ValueSpan.SequenceEqual("b64"u8))
        {
            return NoBase64;
        }

        ahead.Read();
        if (ahead.TokenType != JsonTokenType.String || !DataReader.TryDecode(ref ahead, out var bytes))
        {
            return NoBase64;
        }

        ahead.Read();
        if (ahead.TokenType != JsonTokenType.EndObject)
        {
            return NoBase64;
        }

        reader = ahead;
        return Add(bytes);
    }

    private Fault? Add(byte[] text)
    {
        _texts!.Add(text);
        return BinaryRules.Check(_field, new Tensor(_field.Name, [1], new ReadOnlyMemory<byte>[] { text }), _texts.Count - 1);
    }
}
