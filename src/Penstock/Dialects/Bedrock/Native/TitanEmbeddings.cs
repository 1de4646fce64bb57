using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>Amazon's Titan models that turn one text into a vector.</summary>
internal sealed class TitanEmbeddings : NativeFamily
{
    /// <summary>The one there is.</summary>
    public static TitanEmbeddings Instance { get; } = new();

    public override (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out var error);
        if (document is null)
        {
            return (null, error);
        }

        var mistakes = new Mistakes(BedrockDialect.Name);
        var request = new Members(document.RootElement, "", mistakes);
        List<KeyValuePair<string, string>>? rest = null;
        request.AddRest(ref rest, "", "inputText", "dimensions");
        var input = new EmbeddingInput([new EmbeddingText(request.RequiredText("inputText"))]) { Dimensions = request.Int("dimensions"), Extensions = request.ToExtensions(rest) };
        return mistakes.None ? (input, null) : (null, mistakes.ToError());
    }

    public override Losses Write(Utf8JsonWriter writer, CallOutput output, in AnswerHead head)
    {
        var vectors = (EmbeddingOutput)output;
        writer.WriteStartObject();
        writer.WritePropertyName("embedding");
        CohereEmbeddings.WriteVector(writer, vectors.Vectors.Count > 0 ? vectors.Vectors[0] : []);
        writer.WriteNumber("inputTextTokenCount", vectors.Usage?.Input ?? 0);
        writer.WriteEndObject();
        return new Losses();
    }
}
