using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.Json;
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
        if (!_reader.BeginsObject())
        {
            return false;
        }

        while (_reader.NextMember())
        {
            var known = _reader.ValueTextEquals("id"u8) ? ReaderSteps.Once(ref seen, 1) && _reader.ReadsPlain()
                : _reader.ValueTextEquals("object"u8) ? ReaderSteps.Once(ref seen, 2) && _reader.ReadsPlain()
                : _reader.ValueTextEquals("created"u8) ? ReaderSteps.Once(ref seen, 4) && _reader.ReadsPlain()
                : _reader.ValueTextEquals("model"u8) ? ReaderSteps.Once(ref seen, 8) && _reader.ReadsPlain()
                : _reader.ValueTextEquals("choices"u8) ? ReaderSteps.Once(ref seen, 16) && ReadChoices()
                : _reader.ValueTextEquals("system_fingerprint"u8) ? ReaderSteps.Once(ref seen, 32) && _reader.ReadsPlain()
                : _reader.ValueTextEquals("service_tier"u8) ? ReaderSteps.Once(ref seen, 64) && _reader.ReadsPlain()
                : _reader.ValueTextEquals("obfuscation"u8) ? ReaderSteps.Once(ref seen, 128) && _reader.ReadsPlain()
                : _reader.ValueTextEquals("usage"u8) && ReaderSteps.Once(ref seen, 256) && _reader.ReadsNull();
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
        if (!_reader.BeginsArray() || !_reader.BeginsObject())
        {
            return false;
        }

        var seen = 0;
        while (_reader.NextMember())
        {
            var known = _reader.ValueTextEquals("index"u8) ? ReaderSteps.Once(ref seen, 1) && _reader.ReadsInt(out _index)
                : _reader.ValueTextEquals("delta"u8) ? ReaderSteps.Once(ref seen, 2) && ReadDelta()
                : _reader.ValueTextEquals("finish_reason"u8) ? ReaderSteps.Once(ref seen, 4) && _reader.ReadsNull()
                : _reader.ValueTextEquals("logprobs"u8) && ReaderSteps.Once(ref seen, 8) && _reader.ReadsNull();
            if (!known)
            {
                return false;
            }
        }

        return _reader.TokenType == JsonTokenType.EndObject && _reader.EndsArray();
    }

    private bool ReadDelta()
    {
        var seen = 0;
        if (!_reader.BeginsObject())
        {
            return false;
        }

        while (_reader.NextMember())
        {
            var known = _reader.ValueTextEquals("content"u8) ? ReaderSteps.Once(ref seen, 1) && ReadText(ref _text)
                : _reader.ValueTextEquals("reasoning_content"u8) ? ReaderSteps.Once(ref seen, 2) && ReadText(ref _reasoning)
                : _reader.ValueTextEquals("tool_calls"u8) ? ReaderSteps.Once(ref seen, 4) && ReadCall()
                : _reader.ValueTextEquals("refusal"u8) && ReaderSteps.Once(ref seen, 8) && _reader.ReadsNull();
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
        if (!_reader.BeginsArray() || !_reader.BeginsObject())
        {
            return false;
        }

        var seen = 0;
        while (_reader.NextMember())
        {
            var known = _reader.ValueTextEquals("index"u8) ? ReaderSteps.Once(ref seen, 1) && _reader.ReadsInt(out _call)
                : _reader.ValueTextEquals("type"u8) ? ReaderSteps.Once(ref seen, 2) && _reader.ReadsPlain()
                : _reader.ValueTextEquals("function"u8) && ReaderSteps.Once(ref seen, 4) && ReadFunction();
            if (!known)
            {
                return false;
            }
        }

        return _reader.TokenType == JsonTokenType.EndObject && (seen & 5) == 5 && _reader.EndsArray();
    }

    private bool ReadFunction() =>
        _reader.BeginsObject() && _reader.NextMember() && _reader.ValueTextEquals("arguments"u8) && _reader.ReadsString()
        && (_arguments = _reader.GetString()) is not null && _reader.Read() && _reader.TokenType == JsonTokenType.EndObject;

    private bool ReadText(ref string? text)
    {
        if (!_reader.Read())
        {
            return false;
        }

        text = _reader.TokenType == JsonTokenType.String ? _reader.GetString() : null;
        return _reader.TokenType is JsonTokenType.String or JsonTokenType.Null;
    }
}
