using System.Text.Json;
using Penstock.Dialects.Streams;

namespace Penstock.Dialects.Anthropic;

/// <summary>What one pass over an answer or an event finds: enough to meter it and to put the public model name in.</summary>
internal struct AnthropicTap
{
    /// <summary>What kind of event it is.</summary>
    public EventKind Kind;

    /// <summary>Where the value of <c>model</c> stands, quotes included: at the top, or in the <c>message</c> of a stream's first event.</summary>
    public Range ModelValue;

    /// <summary>Whether it told usage.</summary>
    public bool TellsUsage;

    /// <summary>Whether it has a member <c>error</c>: some hosts put one where an event should be.</summary>
    public bool HasError;

    /// <summary>Whether nothing of the content is in it: the message or an empty block begins.</summary>
    public bool OnlyBegins;

    /// <summary>Bytes of what the model wrote.</summary>
    public int OutputBytes;

    /// <summary>The kinds of events that the pass-through tells apart.</summary>
    public enum EventKind
    {
        /// <summary>A part of the answer.</summary>
        Other,

        /// <summary>A sign of life.</summary>
        Ping,

        /// <summary>The end.</summary>
        Stop,

        /// <summary>An error.</summary>
        Error,
    }

    /// <summary>Reads one JSON object; false when it is not one.</summary>
    /// <param name="json">The object.</param>
    /// <param name="counts">Takes the usage it tells.</param>
    /// <param name="tap">What was found.</param>
    public static bool TryRead(ReadOnlySpan<byte> json, ref UsageCounts counts, out AnthropicTap tap)
    {
        tap = default;
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
                if (reader.ValueTextEquals("message"u8))
                {
                    reader.Read();
                    tap.TakeMessage(ref reader, ref counts);
                }
                else if (!tap.TakeCommon(ref reader, ref counts))
                {
                    tap.Take(ref reader);
                }
            }

            reader.Read();
            return true;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The latter: a member's name holds half a surrogate pair.
            return false;
        }
    }

    private void Take(ref Utf8JsonReader reader)
    {
        if (reader.ValueTextEquals("type"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                OnlyBegins |= reader.ValueTextEquals("message_start"u8);
                Kind = reader.ValueTextEquals("message_stop"u8) ? EventKind.Stop
                    : reader.ValueTextEquals("ping"u8) ? EventKind.Ping
                    : reader.ValueTextEquals("error"u8) ? EventKind.Error
                    : EventKind.Other;
            }
        }
        else if (reader.ValueTextEquals("content_block"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                TakeBlock(reader);
            }
        }
        else if (reader.ValueTextEquals("delta"u8))
        {
            reader.Read();
            OutputBytes = VisibleText.Count(reader);
        }
        else if (reader.ValueTextEquals("error"u8))
        {
            reader.Read();
            HasError = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.String;
        }

        reader.Skip();
    }

    // The reader is a copy: whoever called skips the value itself. Text and thoughts begin empty, other blocks whole.
    private void TakeBlock(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            reader.Read();
            OnlyBegins |= isType && reader.TokenType == JsonTokenType.String && (reader.ValueTextEquals("text"u8) || reader.ValueTextEquals("thinking"u8));
            reader.Skip();
        }
    }

    // The members that an answer has at the top and a stream's first event inside its message.
    private bool TakeCommon(ref Utf8JsonReader reader, ref UsageCounts counts)
    {
        if (reader.ValueTextEquals("usage"u8))
        {
            reader.Read();
            TellsUsage |= reader.TokenType == JsonTokenType.StartObject;
            counts.Take(ref reader);
            return true;
        }

        if (!reader.ValueTextEquals("model"u8))
        {
            return false;
        }

        reader.Read();
        if (reader.TokenType == JsonTokenType.String)
        {
            ModelValue = new Range((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
        }

        reader.Skip();
        return true;
    }

    private void TakeMessage(ref Utf8JsonReader reader, ref UsageCounts counts)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!TakeCommon(ref reader, ref counts))
            {
                reader.Skip();
            }
        }
    }
}
