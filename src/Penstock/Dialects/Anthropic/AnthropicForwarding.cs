using System.Text;
using System.Text.Json;
using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Anthropic;

/// <summary>The body that goes to a provider of the same dialect: the client's bytes, with the model's name replaced, put in or taken out, and the call's output cap told.</summary>
internal static class AnthropicForwarding
{
    /// <summary>The pieces to send, in order: slices of the client's body but for the model's name.</summary>
    public static List<ReadOnlyMemory<byte>> Pieces(Call call, WireRequest request, string upstreamModel)
    {
        var edits = new BodyEdits(request.Body);
        edits.PutModel(request.Governed, upstreamModel);
        CapEdits.Apply(edits, call, request.Governed, CapName.Plain, AnthropicDialect.DefaultMaxTokens);
        return edits.Pieces();
    }

    /// <summary>
    /// The same for a host that has the model in the address (Bedrock's invoke, Vertex's rawPredict): without <c>model</c>, and with
    /// <c>anthropic_version</c>. These are the edits, to which more may be added.
    /// </summary>
    /// <param name="body">The client's body, a JSON object.</param>
    /// <param name="hostedVersion">The host's version, where the client names none.</param>
    /// <param name="streamInAddress">Whether <c>stream</c> is taken out, too.</param>
    /// <param name="model">The model, where the host wants it in the body after all; null otherwise.</param>
    public static BodyEdits Hosted(ReadOnlyMemory<byte> body, string hostedVersion, bool streamInAddress, string? model = null)
    {
        var reader = new Utf8JsonReader(body.Span, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        var brace = (int)reader.BytesConsumed;
        var edits = new BodyEdits(body);

        // Members are taken out with the comma behind them; the last ones with the comma before them.
        var (from, before, named) = (-1, brace, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
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
                before = (int)reader.BytesConsumed;
            }
        }

        if (from >= 0)
        {
            edits.Replace(before..(int)reader.TokenStartIndex);
        }

        if (!named)
        {
            edits.Put(brace, Encoding.UTF8.GetBytes($"\"anthropic_version\":\"{hostedVersion}\""));
        }

        if (model is not null)
        {
            edits.Put(brace, "\"model\":"u8.ToArray(), BodyEdits.Quote(model));
        }

        return edits;
    }
}
