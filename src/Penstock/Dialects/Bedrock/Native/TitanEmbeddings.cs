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

    public override (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => RequestBody.Read(body, BedrockDialect.Name, Read);

    public override Losses Write(Utf8JsonWriter writer, CallOutput output, in AnswerHead head)
    {
        var vectors = (EmbeddingOutput)output;
        writer.WriteStartObject();
        writer.WritePropertyName("embedding");
        Vectors.Write(writer, vectors.Vectors.Count > 0 ? vectors.Vectors[0] : [], EmbeddingEncoding.Float);
        writer.WriteNumber("inputTextTokenCount", vectors.Usage?.Input ?? 0);
        writer.WriteEndObject();
        return new Losses();
    }

    private static EmbeddingInput Read(Members request)
    {
        List<KeyValuePair<string, string>>? rest = null;
        request.AddRest(ref rest, "", "inputText", "dimensions");
        return new EmbeddingInput([new EmbeddingText(request.RequiredText("inputText"))]) { Dimensions = request.Int("dimensions"), Extensions = request.ToExtensions(rest) };
    }
}
