using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.Anthropic;

/// <summary>
/// Reads <c>content_block_delta</c>, which nearly all of a stream consists of, in one pass and without a document: more text, thinking or
/// arguments. One with anything else in it, be it a member this does not know or one that comes twice, is left to <see cref="MessageEventReader"/>.
/// </summary>
internal ref struct DeltaFastReader
{
    private Utf8JsonReader _reader;
    private Kind _delta;
    private Kind _value;

    private enum Kind
    {
        None,
        Text,
        Thinking,
        Input,
    }

    /// <summary>The block's number.</summary>
    public int Index;

    /// <summary>What is said more.</summary>
    public string? Value;

    /// <summary>Whether that is text.</summary>
    public readonly bool IsText => _delta == Kind.Text;

    /// <summary>Whether that is thinking; else it is arguments.</summary>
    public readonly bool IsThinking => _delta == Kind.Thinking;

    /// <summary>Reads an event; false when it is not one of these.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out DeltaFastReader fast)
    {
        fast = default;
        if (!Utf8.IsValid(data))
        {
            return false;
        }

        fast._reader = new Utf8JsonReader(data);
        try
        {
            return fast.ReadEvent() && !fast._reader.Read() && fast._delta == fast._value && fast.Value is not null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter: a text holds half a surrogate pair.
            return false;
        }
    }

    private bool ReadEvent()
    {
        var seen = 0;
        if (!_reader.BeginsObject())
        {
            return false;
        }

        while (_reader.NextMember())
        {
            var known = _reader.ValueTextEquals("type"u8) ? ReaderSteps.Once(ref seen, 1) && _reader.ReadsString() && _reader.ValueTextEquals("content_block_delta"u8)
                : _reader.ValueTextEquals("index"u8) ? ReaderSteps.Once(ref seen, 2) && _reader.ReadsInt(out Index)
                : _reader.ValueTextEquals("delta"u8) && ReaderSteps.Once(ref seen, 4) && ReadDelta();
            if (!known)
            {
                return false;
            }
        }

        return _reader.TokenType == JsonTokenType.EndObject && seen == 7;
    }

    private bool ReadDelta()
    {
        if (!_reader.BeginsObject())
        {
            return false;
        }

        while (_reader.NextMember())
        {
            var known = _reader.ValueTextEquals("type"u8) ? _delta == Kind.None && _reader.ReadsString() && (_delta = KindOf()) != Kind.None
                : _reader.ValueTextEquals("text"u8) ? Take(Kind.Text)
                : _reader.ValueTextEquals("thinking"u8) ? Take(Kind.Thinking)
                : _reader.ValueTextEquals("partial_json"u8) && Take(Kind.Input);
            if (!known)
            {
                return false;
            }
        }

        return _reader.TokenType == JsonTokenType.EndObject;
    }

    private readonly Kind KindOf() => _reader.ValueTextEquals("text_delta"u8) ? Kind.Text
        : _reader.ValueTextEquals("input_json_delta"u8) ? Kind.Input
        : _reader.ValueTextEquals("thinking_delta"u8) ? Kind.Thinking
        : Kind.None;

    private bool Take(Kind kind)
    {
        if (_value != Kind.None || !_reader.ReadsString())
        {
            return false;
        }

        (_value, Value) = (kind, _reader.GetString());
        return true;
    }
}
