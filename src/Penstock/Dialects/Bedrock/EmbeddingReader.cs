using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock;

/// <summary>Reads the native answers of models that turn texts into vectors.</summary>
internal static class EmbeddingReader
{
    /// <summary>Reads an answer; null when it is none.</summary>
    public static CallOutput? Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        if (document?.RootElement is not { ValueKind: JsonValueKind.Object } answer)
        {
            return null;
        }

        if (answer.TryGetProperty("embedding", out var titan))
        {
            return Vectors([titan]) is { } one ? new EmbeddingOutput(one) { Usage = Used(answer) } : null;
        }

        if (!answer.TryGetProperty("embeddings", out var cohere))
        {
            return null;
        }

        // DIALECT: Cohere's newer versions list them by type.
        if (cohere.ValueKind == JsonValueKind.Object && !cohere.TryGetProperty("float", out cohere))
        {
            return null;
        }

        return cohere.ValueKind == JsonValueKind.Array && Vectors(cohere.EnumerateArray()) is { } all ? new EmbeddingOutput(all) : null;
    }

    private static TokenUsage? Used(JsonElement answer) =>
        answer.TryGetProperty("inputTextTokenCount", out var count) && count.ValueKind == JsonValueKind.Number && count.TryGetInt64(out var tokens) ? new TokenUsage { Input = tokens } : null;

    private static List<float[]>? Vectors(IEnumerable<JsonElement> arrays)
    {
        List<float[]> vectors = [];
        foreach (var array in arrays)
        {
            if (array.ValueKind != JsonValueKind.Array || array.EnumerateArray().Any(number => number.ValueKind != JsonValueKind.Number))
            {
                return null;
            }

            vectors.Add([.. array.EnumerateArray().Select(number => number.GetSingle())]);
        }

        return vectors;
    }
}
