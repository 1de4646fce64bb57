using System.Text.Json;
using System.Text.Unicode;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// Reads the events that nearly all of a stream consists of, one candidate with one text and the usage so far, in one pass and without a
/// document. An event with anything else in it is left to <see cref="GeminiChunkReader"/>.
/// </summary>
internal ref struct TextFastReader
{
    private Utf8JsonReader _reader;
    private bool _hasUsage;

    /// <summary>The candidate's number.</summary>
    public int Index;

    /// <summary>What is said more.</summary>
    public string? Text;

    private TokenUsage _usage;

    /// <summary>The tokens so far; null when they are not told.</summary>
    public readonly TokenUsage? Usage => _hasUsage ? _usage : null;

    /// <summary>Reads an event; false when it is not one of these.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out TextFastReader fast)
    {
        fast = default;
        if (!Utf8.IsValid(data))
        {
            return false;
        }

        fast._reader = new Utf8JsonReader(data);
        try
        {
            return fast.ReadEvent() && !fast._reader.Read() && fast.Text is not null;
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
            var known = _reader.ValueTextEquals("candidates"u8) ? ReaderSteps.Once(ref seen, 1) && ReadCandidate()
                : _reader.ValueTextEquals("usageMetadata"u8) ? ReaderSteps.Once(ref seen, 2) && ReadUsage()
                : _reader.ValueTextEquals("modelVersion"u8) ? ReaderSteps.Once(ref seen, 4) && _reader.ReadsPlain()
                : _reader.ValueTextEquals("responseId"u8) && ReaderSteps.Once(ref seen, 8) && _reader.ReadsPlain();
            if (!known)
            {
                return false;
            }
        }

        return _reader.TokenType == JsonTokenType.EndObject;
    }

    private bool ReadCandidate()
    {
        var seen = 0;
        if (!_reader.BeginsArray() || !_reader.BeginsObject())
        {
            return false;
        }

        while (_reader.NextMember())
        {
            var known = _reader.ValueTextEquals("content"u8) ? ReaderSteps.Once(ref seen, 1) && ReadContent()
                : _reader.ValueTextEquals("index"u8) && ReaderSteps.Once(ref seen, 2) && _reader.ReadsInt(out Index);
            if (!known)
            {
                return false;
            }
        }

        return _reader.TokenType == JsonTokenType.EndObject && _reader.EndsArray();
    }

    private bool ReadContent()
    {
        var seen = 0;
        if (!_reader.BeginsObject())
        {
            return false;
        }

        while (_reader.NextMember())
        {
            var known = _reader.ValueTextEquals("parts"u8) ? ReaderSteps.Once(ref seen, 1) && ReadPart()
                : _reader.ValueTextEquals("role"u8) && ReaderSteps.Once(ref seen, 2) && _reader.ReadsPlain();
            if (!known)
            {
                return false;
            }
        }

        return _reader.TokenType == JsonTokenType.EndObject;
    }

    private bool ReadPart() =>
        _reader.BeginsArray() && _reader.BeginsObject() && _reader.NextMember() && _reader.ValueTextEquals("text"u8) && _reader.ReadsString()
        && (Text = _reader.GetString()) is not null && _reader.Read() && _reader.TokenType == JsonTokenType.EndObject && _reader.EndsArray();

    // Of the usage the one reader is the other's too; but what it skips may come twice.
    private bool ReadUsage()
    {
        if (!_reader.BeginsObject())
        {
            return false;
        }

        _hasUsage = GeminiUsage.TryRead(ref _reader, out _usage);
        return true;
    }
}
