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
        request.AddRest(ref rest, "", "texts", "input_type", "output_dimension");
        List<EmbeddingItem> texts = [];
        foreach (var (item, path) in request.Items("texts") ?? [])
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(new EmbeddingText(item.GetString()!));
            }
            else
            {
                mistakes.Add(path, "string_type", "must be a string", item);
            }
        }

        var input = new EmbeddingInput(texts) { InputType = request.Text("input_type"), Dimensions = request.Int("output_dimension"), Extensions = request.ToExtensions(rest) };
        return mistakes.None ? (input, null) : (null, mistakes.ToError());
    }

    public override Losses Write(Utf8JsonWriter writer, CallOutput output, in AnswerHead head)
    {
        writer.WriteStartObject();
        writer.WriteString("id", head.Id);
        writer.WriteString("response_type", "embeddings_floats");
        writer.WriteStartArray("embeddings");
        foreach (var vector in ((EmbeddingOutput)output).Vectors)
        {
            WriteVector(writer, vector);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        return new Losses();
    }

    /// <summary>Writes a vector as an array.</summary>
    public static void WriteVector(Utf8JsonWriter writer, float[] vector)
    {
        writer.WriteStartArray();
        foreach (var number in vector)
        {
            if (float.IsFinite(number))
            {
                writer.WriteNumberValue(number);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
    }
}
