using System.Buffers;
using Penstock.Dialects;
using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Calls;

/// <summary>The body of a complete answer, its length known before it is written: raw bytes with the public model name put in, or a canonical output encoded.</summary>
internal sealed class AnswerBody : IDisposable
{
    private readonly Answer _answer;
    private readonly PooledBytes? _encoded;
    private readonly byte[]? _model;

    public AnswerBody(Call call, CallProtocol protocol, Answer answer)
    {
        _answer = answer;
        if (answer.Dialect == protocol.Dialect)
        {
            ContentType = answer.ContentType ?? "application/json";
            Length = answer.Raw.Length;
            if (!answer.ModelValue.Equals(default))
            {
                _model = BodyEdits.Quote(call.State.Model!.Id);
                Length += _model.Length - (answer.ModelValue.End.Value - answer.ModelValue.Start.Value);
            }

            return;
        }

        var output = answer.Output ?? throw new InvalidOperationException("An answer in another dialect has a canonical output.");
        _encoded = new PooledBytes();
        ContentType = protocol.WriteOutput(call, output, _encoded);
        Length = _encoded.Length;
    }

    /// <summary>The media type.</summary>
    public string ContentType { get; }

    /// <summary>The length in bytes.</summary>
    public long Length { get; }

    /// <summary>The answer as it was encoded; empty where its own bytes go on.</summary>
    public ReadOnlyMemory<byte> Encoded => _encoded?.Memory ?? default;

    /// <summary>Gives a copy of what it is made of, with the provider's name of the model.</summary>
    public void CopyTo(AnswerCopy copy) => copy.Add(_encoded is not null ? _encoded.Memory.Span : _answer.Raw.Span);

    /// <summary>Writes it all.</summary>
    public void Write(IBufferWriter<byte> into)
    {
        if (_encoded is not null)
        {
            into.Write(_encoded.Memory.Span);
            return;
        }

        var raw = _answer.Raw.Span;
        if (_model is null)
        {
            into.Write(raw);
            return;
        }

        into.Write(raw[.._answer.ModelValue.Start.Value]);
        into.Write(_model);
        into.Write(raw[_answer.ModelValue.End.Value..]);
    }

    /// <inheritdoc/>
    public void Dispose() => _encoded?.Dispose();
}
