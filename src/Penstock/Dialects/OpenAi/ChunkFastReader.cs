using System.Text.Json;
using System.Text.Unicode;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// Reads the events that nearly all of a stream consists of, more text, reasoning or arguments, in one pass and without a document. An event
/// with anything else in it, be it a member this does not know or one that comes twice, is left to <see cref="ChatChunkReader"/>.
/// </summary>
internal ref struct ChunkFastReader
{
    private Utf8JsonReader _reader;
    private int _index;
    private int _call;
    private string? _text;
    private string? _reasoning;
    private string? _arguments;

    /// <summary>Appends the chunks of an event; false, with nothing appended, when it is not one of these.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, List<ChatChunk> chunks)
    {
        if (!Utf8.IsValid(data))
        {
            return false;
        }

        var fast = new ChunkFastReader { _reader = new Utf8JsonReader(data) };
        try
        {
            if (!fast.ReadEvent() || fast._reader.Read())
            {
                return false;
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter: a text holds half a surrogate pair.
            return false;
        }

        fast.AddTo(chunks);
        return true;
    }

    private readonly void AddTo(List<ChatChunk> chunks)
    {
        if (_reasoning is { Length: > 0 })
        {
            chunks.Add(new ReasoningChunk(_reasoning) { Choice = _index });
        }

        if (_text is { Length: > 0 })
        {
            chunks.Add(new TextChunk(_text) { Choice = _index });
        }

        if (_arguments is { Length: > 0 })
        {
            chunks.Add(new ArgumentsChunk(_call, _arguments) { Choice = _index });
        }
    }

    private bool ReadEvent()
    {
        var seen = 0;
        if (!BeginsObject())
        {
            return false;
        }

        while (NextMember())
        {
            var known = _reader.ValueTextEquals("id"u8) ? Once(ref seen, 1) && IsPlain()
                : _reader.ValueTextEquals("object"u8) ? Once(ref seen, 2) && IsPlain()
                : _reader.ValueTextEquals("created"u8) ? Once(ref seen, 4) && IsPlain()
                : _reader.ValueTextEquals("model"u8) ? Once(ref seen, 8) && IsPlain()
                : _reader.ValueTextEquals("choices"u8) ? Once(ref seen, 16) && ReadChoices()
                : _reader.ValueTextEquals("system_fingerprint"u8) ? Once(ref seen, 32) && IsPlain()
                : _reader.ValueTextEquals("service_tier"u8) ? Once(ref seen, 64) && IsPlain()
                : _reader.ValueTextEquals("obfuscation"u8) ? Once(ref seen, 128) && IsPlain()
                : _reader.ValueTextEquals("usage"u8) && Once(ref seen, 256) && IsNull();
            if (!known)
            {
                return false;
            }
        }

        return _reader.TokenType == JsonTokenType.EndObject && (seen & 16) != 0;
    }

    // One choice: an event of several is rare.
    private bool ReadChoices()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartArray || !BeginsObject())
        {
            return false;
        }

        var seen = 0;
        while (NextMember())
        {
            var known = _reader.ValueTextEquals("index"u8) ? Once(ref seen, 1) && ReadNumber(out _index)
                : _reader.ValueTextEquals("delta"u8) ? Once(ref seen, 2) && ReadDelta()
                : _reader.ValueTextEquals("finish_reason"u8) ? Once(ref seen, 4) && IsNull()
                : _reader.ValueTextEquals("logprobs"u8) && Once(ref seen, 8) && IsNull();
            if (!known)
            {
                return false;
            }
        }

        return _reader.TokenType == JsonTokenType.EndObject && _reader.Read() && _reader.TokenType == JsonTokenType.EndArray;
    }

    private bool ReadDelta()
    {
        var seen = 0;
        if (!BeginsObject())
        {
            return false;
        }

        while (NextMember())
        {
            var known = _reader.ValueTextEquals("content"u8) ? Once(ref seen, 1) && ReadText(ref _text)
                : _reader.ValueTextEquals("reasoning_content"u8) ? Once(ref seen, 2) && ReadText(ref _reasoning)
                : _reader.ValueTextEquals("tool_calls"u8) ? Once(ref seen, 4) && ReadCall()
                : _reader.ValueTextEquals("refusal"u8) && Once(ref seen, 8) && IsNull();
            if (!known)
            {
                return false;
            }
        }

        return _reader.TokenType == JsonTokenType.EndObject;
    }

    // More arguments of one call: what begins it has more members.
    private bool ReadCall()
    {
        if (!_reader.Read() || _reader.TokenType != JsonTokenType.StartArray || !BeginsObject())
        {
            return false;
        }

        var seen = 0;
        while (NextMember())
        {
            var known = _reader.ValueTextEquals("index"u8) ? Once(ref seen, 1) && ReadNumber(out _call)
                : _reader.ValueTextEquals("type"u8) ? Once(ref seen, 2) && IsPlain()
                : _reader.ValueTextEquals("function"u8) && Once(ref seen, 4) && ReadFunction();
            if (!known)
            {
                return false;
            }
        }

        return _reader.TokenType == JsonTokenType.EndObject && (seen & 5) == 5 && _reader.Read() && _reader.TokenType == JsonTokenType.EndArray;
    }

    private bool ReadFunction() =>
        BeginsObject() && NextMember() && _reader.ValueTextEquals("arguments"u8) && _reader.Read() && _reader.TokenType == JsonTokenType.String
        && (_arguments = _reader.GetString()) is not null && _reader.Read() && _reader.TokenType == JsonTokenType.EndObject;

    private bool BeginsObject() => _reader.Read() && _reader.TokenType == JsonTokenType.StartObject;

    private bool NextMember() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;

    private bool ReadText(ref string? text)
    {
        if (!_reader.Read())
        {
            return false;
        }

        text = _reader.TokenType == JsonTokenType.String ? _reader.GetString() : null;
        return _reader.TokenType is JsonTokenType.String or JsonTokenType.Null;
    }

    private bool ReadNumber(out int number)
    {
        number = 0;
        return _reader.Read() && _reader.TokenType == JsonTokenType.Number && _reader.TryGetInt32(out number);
    }

    private bool IsNull() => _reader.Read() && _reader.TokenType == JsonTokenType.Null;

    // An escaped string may hold half a surrogate pair, which the other reader looks for.
    private bool IsPlain() => _reader.Read() && _reader.TokenType is JsonTokenType.Number or JsonTokenType.Null or JsonTokenType.String && !_reader.ValueIsEscaped;

    private static bool Once(ref int seen, int member)
    {
        var first = (seen & member) == 0;
        seen |= member;
        return first;
    }
}
