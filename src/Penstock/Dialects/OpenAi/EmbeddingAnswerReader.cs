using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Reads the list of an embeddings answer, its vectors as numbers or as base64 of little-endian 32-bit floats.</summary>
internal static class EmbeddingAnswerReader
{
    /// <summary>Reads an answer; null when it is none, or a vector cannot be read.</summary>
    public static EmbeddingOutput? Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        if (document?.RootElement.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        // Mistakes of a provider in what is optional are passed over, so the list is not looked at.
        var answer = new Members(document.RootElement, "", new Mistakes(OpenAiDialect.Name));
        if (answer.Objects("data") is not { } data)
        {
            return null;
        }

        var vectors = data.Select((item, i) => (Place: item.Int("index") ?? i, Vector: ReadVector(item))).OrderBy(item => item.Place).ToList();
        if (vectors.Any(item => item.Vector is null))
        {
            return null;
        }

        return new EmbeddingOutput([.. vectors.Select(item => item.Vector!)])
        {
            Model = answer.Text("model"),
            Usage = ChatAnswerReader.ReadUsage(answer),
            Extensions = answer.Rest("object", "data", "model", "usage"),
        };
    }

    private static float[]? ReadVector(Members item) => item.TryGet("embedding", out var value) ? Vectors.Read(value) : null;
}
