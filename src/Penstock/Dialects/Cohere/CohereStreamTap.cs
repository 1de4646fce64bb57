using System.Text.Json;
using Penstock.Dialects.Streams;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Cohere;

/// <summary>Reads the events of a chat's stream. <c>message-end</c> is the last that says something; <c>data: [DONE]</c> follows it, but not in every platform.</summary>
internal sealed class CohereStreamTap : StreamTap
{
    private bool _ended;

    public override bool EndsWithoutTerminal => _ended;

    public override void Look(in WireEvent next, WireFrame frame)
    {
        if (next.Data.IsEmpty)
        {
            frame.IsKeepAlive();
        }
        else if (next.Data.Span.SequenceEqual("[DONE]"u8))
        {
            if (_ended)
            {
                frame.IsTerminal();
            }
            else
            {
                frame.IsUnreadable();
            }
        }
        else if (!TryRead(next.Data.Span, out var isStart, out var isEnd, out var delta, out var bytes))
        {
            frame.IsUnreadable();
        }
        else if (isStart)
        {
            frame.Begins();
        }
        else if (!isEnd)
        {
            frame.Writes(bytes);
        }
        else
        {
            try
            {
                LookAtEnd(next.Data.Span[delta], next.Data, frame);
                _ended = true;
            }
            catch (InvalidOperationException)
            {
                // A string in it holds half a surrogate pair.
                frame.IsUnreadable();
            }
        }
    }

    public override void Decode(ReadOnlyMemory<byte> data, ReadOnlyMemory<byte> type, List<ChatChunk> chunks)
    {
        if (!data.Span.SequenceEqual("[DONE]"u8))
        {
            ChatChunkReader.Read(data, chunks);
        }
    }

    private static void LookAtEnd(ReadOnlySpan<byte> delta, ReadOnlyMemory<byte> data, WireFrame frame)
    {
        if (delta.IsEmpty)
        {
            return;
        }

        var reader = new Utf8JsonReader(delta, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isUsage = reader.ValueTextEquals("usage"u8);
            var isError = reader.ValueTextEquals("error"u8);
            reader.Read();
            if (isUsage && reader.TokenType == JsonTokenType.StartObject)
            {
                if (UsageCodec.Read(ref reader, out _) is { } usage)
                {
                    frame.Tells(usage);
                }
            }
            else if (isError && reader.TokenType == JsonTokenType.String)
            {
                frame.IsError(CohereErrors.ReadStreamFault(reader.GetString()!, data));
            }
            else
            {
                reader.Skip();
            }
        }
    }

    // One pass: that it is one JSON object, whether it is the first or the last, and where what it says stands.
    private static bool TryRead(ReadOnlySpan<byte> json, out bool isStart, out bool isEnd, out Range delta, out int bytes)
    {
        (isStart, isEnd, delta, bytes) = (false, false, 0..0, 0);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 256 });
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isType = reader.ValueTextEquals("type"u8);
                var isDelta = reader.ValueTextEquals("delta"u8);
                reader.Read();
                isType &= reader.TokenType == JsonTokenType.String;
                isStart |= isType && reader.ValueTextEquals("message-start"u8);
                isEnd |= isType && reader.ValueTextEquals("message-end"u8);
                var start = (int)reader.TokenStartIndex;
                var holds = isDelta && reader.TokenType == JsonTokenType.StartObject;
                bytes = holds ? VisibleText.Count(reader) : bytes;
                reader.Skip();
                if (holds)
                {
                    delta = start..(int)reader.BytesConsumed;
                }
            }

            reader.Read();
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter: a name holds half a surrogate pair.
            return false;
        }
    }
}
