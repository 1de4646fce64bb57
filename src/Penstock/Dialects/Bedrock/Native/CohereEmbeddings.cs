using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>Cohere's models that turn texts into vectors.</summary>
internal sealed class CohereEmbeddings : NativeFamily
{
    /// <summary>The one there is.</summary>
    public static CohereEmbeddings Instance { get; } = new();

    public override (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => RequestBody.Read(body, BedrockDialect.Name, Read);

    public override Losses Write(Utf8JsonWriter writer, CallOutput output, in AnswerHead head)
    {
        writer.WriteStartObject();
        writer.WriteString("id", head.Id);
        writer.WriteString("response_type", "embeddings_floats");
        writer.WriteStartArray("embeddings");
        foreach (var vector in ((EmbeddingOutput)output).Vectors)
        {
            Vectors.Write(writer, vector, EmbeddingEncoding.Float);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return new Losses();
    }

    private static EmbeddingInput Read(Members request)
    {
        List<KeyValuePair<string, string>>? rest = null;
        request.AddRest(ref rest, "", "texts", "input_type", "output_dimension");
        return new EmbeddingInput([.. request.Texts("texts").Select(text => new EmbeddingText(text))])
        {
            InputType = request.Text("input_type"),
            Dimensions = request.Int("output_dimension"),
            Extensions = request.ToExtensions(rest),
        };
    }
}
