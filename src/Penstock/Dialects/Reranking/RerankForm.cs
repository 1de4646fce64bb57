using System.Text.Json;
using Penstock.Dialects.Governed;

namespace Penstock.Dialects.Reranking;

/// <summary>The forms of reranking that servers of OpenAI's dialect have beside it; a form's name takes the place of the dialect's.</summary>
internal static class RerankForm
{
    /// <summary>Jina's, which vLLM, Together, SGLang and others took over: <c>top_n</c>, and <c>results</c> in the answer.</summary>
    public const string Jina = "jina";

    /// <summary>Voyage's: <c>top_k</c>, and <c>data</c> in the answer.</summary>
    public const string Voyage = "voyage";

    /// <summary>The members of a request that Penstock acts on.</summary>
    public static GovernedMembers Governed { get; } = new(["model", "top_n", "top_k", "query", "documents"], ["models", "provider", "route", "fallbacks", "preset"]);

    /// <summary>The form of a body: Voyage's has <c>top_k</c>. What is no JSON object is called Jina's, and refused by whoever reads it.</summary>
    public static string Of(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            var isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (isObject && reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("top_k"u8))
                {
                    return Voyage;
                }

                reader.Skip();
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The scan that follows says what is wrong.
        }

        return Jina;
    }
}
