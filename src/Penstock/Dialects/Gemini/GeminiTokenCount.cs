using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>The answer of <c>:countTokens</c>.</summary>
internal static class GeminiTokenCount
{
    /// <summary>Reads it; null when it is none.</summary>
    public static TokenCountOutput? Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        return GeminiAnswerReader.Open(document) is { } answer
            // DIALECT: a count of zero is left out, as protobuf leaves defaults out.
            ? new TokenCountOutput(answer.Whole("totalTokens") ?? 0, Estimated: false) { Cached = answer.Whole("cachedContentTokenCount") }
            : null;
    }

    /// <summary>Writes it.</summary>
    public static void Write(Utf8JsonWriter writer, TokenCountOutput output)
    {
        writer.WriteStartObject();
        writer.WriteNumber("totalTokens", output.Input);
        writer.WriteWhole("cachedContentTokenCount", output.Cached);
        writer.WriteEndObject();
    }
}
