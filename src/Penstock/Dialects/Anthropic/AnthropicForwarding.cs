using System.Text;
using System.Text.Json;
using Penstock.Dialects.Governed;

namespace Penstock.Dialects.Anthropic;

/// <summary>The body that goes to a provider of the same dialect: the client's bytes, with only the model's name replaced, put in or taken out.</summary>
internal static class AnthropicForwarding
{
    /// <summary>The pieces to send, in order: slices of the client's body but for the model's name.</summary>
    public static List<ReadOnlyMemory<byte>> Pieces(WireRequest request, string upstreamModel)
    {
        var edits = new BodyEdits(request.Body);
        edits.PutModel(request.Governed, upstreamModel);
        return edits.Pieces();
    }

    /// <summary>
    /// The same for a host that has the model in the address (Bedrock's invoke, Vertex's rawPredict): without <c>model</c>, and with
    /// <c>anthropic_version</c>.
    /// </summary>
    /// <param name="body">The client's body, a JSON object.</param>
    /// <param name="hostedVersion">The host's version, where the client names none.</param>
    /// <param name="streamInAddress">Whether <c>stream</c> is taken out, too.</param>
    /// <param name="model">The model, where the host wants it in the body after all; null otherwise.</param>
    public static List<ReadOnlyMemory<byte>> HostedPieces(ReadOnlyMemory<byte> body, string hostedVersion, bool streamInAddress, string? model = null)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        var brace = (int)reader.BytesConsumed;
        var edits = new BodyEdits(body[brace..]);

        // Members are taken out with the comma behind them; the last ones with the comma before them.
        var (kept, from, before, named) = (0, -1, 0, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex - brace;
            var taken = reader.ValueTextEquals("model"u8) || (streamInAddress && reader.ValueTextEquals("stream"u8));
            named |= reader.ValueTextEquals("anthropic_version"u8);
            if (!taken && from >= 0)
            {
                edits.Replace(from..start);
            }

            from = !taken ? -1 : from < 0 ? start : from;
            reader.Read();
            reader.Skip();
            if (!taken)
            {
                kept++;
                before = (int)reader.BytesConsumed - brace;
            }
        }

        if (from >= 0)
        {
            edits.Replace(before..((int)reader.TokenStartIndex - brace));
        }

        var version = named ? null : $"\"anthropic_version\":\"{hostedVersion}\"";
        var asked = model is null ? null : $"\"model\":{Encoding.UTF8.GetString(BodyEdits.Quote(model))}";
        string[] first = [.. new[] { version, asked }.OfType<string>()];
        return [body[..brace], Encoding.UTF8.GetBytes(string.Join(',', first) + (kept > 0 && first.Length > 0 ? "," : "")), .. edits.Pieces()];
    }
}
