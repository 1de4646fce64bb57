using System.Text.Json;
using Penstock.Dialects.Governed;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>
/// Vertex' <c>:predict</c> for its text embedding models: <c>instances</c> in, <c>predictions</c> out.
/// DIALECT: gemini-embedding-001 takes one text a request there: cloud.google.com/vertex-ai/generative-ai/docs/embeddings/get-text-embeddings.
/// </summary>
internal static class VertexEmbeddings
{
    /// <summary>Writes a request.</summary>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, EmbeddingInput input)
    {
        var lost = GeminiEmbeddingWriter.Lost(input);
        writer.WriteStartObject();
        writer.WriteStartArray("instances");
        foreach (var item in input.Items.OfType<EmbeddingText>())
        {
            writer.WriteStartObject();
            writer.WriteString("content", item.Text);
            writer.WriteText("task_type", GeminiTasks.Write(input.InputType));
            if (input.Extensions.Dialect == GeminiDialect.Name)
            {
                writer.WriteJson("title", input.Extensions.Find("title"));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("parameters");
        if (input.Extensions.Dialect == GeminiDialect.Name)
        {
            writer.WriteJson("autoTruncate", input.Extensions.Find("autoTruncate"));
        }

        writer.WriteWhole("outputDimensionality", input.Dimensions);
        writer.WriteEndObject();
        writer.WriteEndObject();
        lost.AddRange(input.Extensions.Where(member => input.Extensions.Dialect != GeminiDialect.Name || member.Key is not ("title" or "autoTruncate")).Select(member => member.Key));
        return lost;
    }

    /// <summary>The members of a request that Penstock acts on. None of them routes: the model is in the address.</summary>
    public static GovernedMembers Governed { get; } = new(["parameters", "labels"], []);

    /// <summary>Reads a request: an input, or an error that names the members at fault.</summary>
    public static (CallInput? Input, CallError? Error) ReadRequest(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out var error);
        if (document is null)
        {
            return (null, error);
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object)
        {
            return (null, new CallError(ErrorKind.InvalidRequest, "The body must be a JSON object."));
        }

        var mistakes = new Mistakes(GeminiDialect.Name);
        var request = new ProtoObject(new Members(document.RootElement, "", mistakes));
        var input = Read(request);
        return mistakes.None ? (input, null) : (null, mistakes.ToError());
    }

    /// <summary>Writes an answer.</summary>
    /// <returns>What could not be carried.</returns>
    public static Losses WriteAnswer(Utf8JsonWriter writer, EmbeddingOutput output)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("predictions");
        for (var i = 0; i < output.Vectors.Count; i++)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("embeddings");
            GeminiEmbeddingWriter.WriteVector(writer, output.Vectors[i], One(output, i));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        var lost = new Losses();
        lost.AddRange(output.Extensions.Select(member => member.Key));
        return lost;
    }

    /// <summary>Reads an answer; null when it is none.</summary>
    public static EmbeddingOutput? Read(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        if (GeminiAnswerReader.Open(document)?.Objects("predictions")?.ToList() is not { } predictions)
        {
            return null;
        }

        List<float[]> vectors = [];
        long? tokens = null;
        foreach (var prediction in predictions)
        {
            if (prediction.Object("embeddings") is not { } embedding || GeminiEmbeddingReader.Vector(embedding) is not { } vector)
            {
                return null;
            }

            vectors.Add(vector);
            if (embedding.Object("statistics")?.Number("tokenCount") is { } count)
            {
                tokens = (tokens ?? 0) + (long)count;
            }
        }

        return new EmbeddingOutput(vectors) { Usage = tokens is { } told ? new TokenUsage { Input = told } : null };
    }

    // Which of several texts took how many tokens is not known: the first tells them all, so that the sum is right.
    private static long? One(EmbeddingOutput output, int index) => output.Usage is { } usage ? index == 0 ? usage.Input : 0 : null;

    private static EmbeddingInput Read(ProtoObject request)
    {
        List<EmbeddingItem> items = [];
        string? purpose = null;
        List<KeyValuePair<string, string>>? rest = null;
        if (!request.Has("instances"))
        {
            request.Mistakes.Add("instances", "missing", "is required and must be a list");
        }

        foreach (var instance in request.Objects("instances") ?? [])
        {
            items.Add(new EmbeddingText(instance.RequiredText("content")));
            var said = GeminiTasks.Read(instance.Text("taskType"));
            if (items.Count > 1 && said != purpose)
            {
                instance.Mistakes.Add(instance.At("taskType"), "conflict", "must be the same in all instances");
            }

            purpose = said;
            if (items.Count == 1)
            {
                instance.AddRest(ref rest, "", "content", "taskType");
            }
        }

        var parameters = request.Object("parameters");
        parameters?.AddRest(ref rest, "", "outputDimensionality");
        return new EmbeddingInput(items) { InputType = purpose, Dimensions = parameters?.Int("outputDimensionality"), Extensions = request.ToExtensions(rest) };
    }
}
