using System.Text.Json;
using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>The body that goes to a provider of the same dialect: the client's bytes, with the model's name replaced where it is in them, and the call's output cap told.</summary>
internal static class GeminiForwarding
{
    /// <summary>The pieces to send, in order.</summary>
    /// <param name="call">The call.</param>
    /// <param name="request">Its request.</param>
    /// <param name="upstreamModel">The model's name at the provider.</param>
    /// <param name="deep">Whether requests stand in the request, which name the model too: those of embeddings and of counts.</param>
    public static List<ReadOnlyMemory<byte>> Pieces(Call call, WireRequest request, string upstreamModel, bool deep)
    {
        var edits = new BodyEdits(request.Body);
        var name = BodyEdits.Quote("models/" + upstreamModel);
        if (deep)
        {
            ReplaceAll(request.Body.Span, edits, name);
        }
        else if (!request.Governed.ModelValue.Equals(default))
        {
            edits.Replace(request.Governed.ModelValue, name);
        }

        CapEdits.Apply(edits, call, request.Governed, CapName.Gemini);
        return edits.Pieces();
    }

    // {"model"}, {"requests":[{"model"}]}, {"generateContentRequest":{"model"}}: the body was scanned, so it is one JSON object.
    private static void ReplaceAll(ReadOnlySpan<byte> body, BodyEdits edits, byte[] name)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName || (reader.CurrentDepth == 1 && HoldsRequests(ref reader)))
            {
                continue;
            }

            var isModel = reader.ValueTextEquals("model"u8);
            reader.Read();
            if (isModel && reader.TokenType == JsonTokenType.String)
            {
                edits.Replace(new Range((int)reader.TokenStartIndex, (int)reader.BytesConsumed), name);
            }

            reader.Skip();
        }
    }

    private static bool HoldsRequests(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("requests"u8) || reader.ValueTextEquals("generateContentRequest"u8) || reader.ValueTextEquals("generate_content_request"u8);
}
