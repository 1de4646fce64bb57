using System.Text.Json;

namespace Penstock.Dialects.Responses;

/// <summary>What of a request decides who keeps the conversation, found in one pass.</summary>
internal struct ResponsesHead
{
    /// <summary>Where the value of <c>input</c> stands; empty when it is absent.</summary>
    public Range Input;

    /// <summary>Where the member <c>previous_response_id</c> stands, from its name to its value; empty when it is absent or null.</summary>
    public Range Previous;

    /// <summary>Its value; null when it is absent.</summary>
    public string? PreviousId;

    /// <summary>Whether the answer is to be kept: unless <c>store</c> says no.</summary>
    public bool Store;

    /// <summary>Reads a body that was scanned already.</summary>
    public static ResponsesHead Read(ReadOnlySpan<byte> body)
    {
        var head = new ResponsesHead { Store = true };
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 128 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            head.Take(ref reader);
        }

        return head;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        var name = (int)reader.TokenStartIndex;
        if (reader.ValueTextEquals("input"u8))
        {
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            Input = start..(int)reader.BytesConsumed;
        }
        else if (reader.ValueTextEquals("previous_response_id"u8))
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.String)
            {
                PreviousId = reader.GetString();
                Previous = name..(int)reader.BytesConsumed;
            }
        }
        else if (reader.ValueTextEquals("store"u8))
        {
            reader.Read();
            Store = reader.TokenType != JsonTokenType.False;
        }

        reader.Skip();
    }
}
