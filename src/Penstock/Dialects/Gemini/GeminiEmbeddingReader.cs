using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>Reads the bodies of <c>:embedContent</c> and <c>:batchEmbedContents</c>, and their answers.</summary>
internal static class GeminiEmbeddingReader
{
    /// <summary>Reads a request, one or several in one: an input, or an error that names the members at fault.</summary>
    public static (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) => RequestBody.Read<CallInput>(body, GeminiDialect.Name, members =>
    {
        var request = new ProtoObject(members);
        return request.Objects("requests") is { } requests ? ReadAll([.. requests]) : ReadOne(request);
    });

    /// <summary>Reads an answer of either; null when it is none.</summary>
    public static EmbeddingOutput? ReadAnswer(ReadOnlyMemory<byte> body)
    {
        using var document = WireJson.Parse(body, out _);
        if (GeminiAnswerReader.Open(document) is not { } answer)
        {
            return null;
        }

        var embeddings = answer.Object("embedding") is { } one ? [one] : answer.Objects("embeddings")?.ToList();
        if (embeddings is null)
        {
            return null;
        }

        var vectors = embeddings.Select(Vector).ToList();
        return vectors.Any(vector => vector is null)
            ? null
            : new EmbeddingOutput([.. vectors.Select(vector => vector!)])
            {
                Usage = GeminiAnswerReader.Usage(answer),
                Extensions = answer.Rest("embedding", "embeddings", "usageMetadata"),
            };
    }

    /// <summary>The numbers of an embedding; null where they are none.</summary>
    public static float[]? Vector(ProtoObject embedding)
    {
        if (!embedding.TryGet("values", out var values) || values.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var vector = new float[values.GetArrayLength()];
        var i = 0;
        foreach (var number in values.EnumerateArray())
        {
            if (number.ValueKind != JsonValueKind.Number || !number.TryGetSingle(out vector[i++]))
            {
                return null;
            }
        }

        return vector;
    }

    private static EmbeddingInput ReadAll(IReadOnlyList<ProtoObject> requests)
    {
        var inputs = requests.Select(ReadOne).ToList();
        for (var i = 1; i < inputs.Count; i++)
        {
            if (inputs[i].InputType != inputs[0].InputType)
            {
                requests[i].Mistakes.Add(requests[i].At("taskType"), "conflict", "must be the same in all requests");
            }

            if (inputs[i].Dimensions != inputs[0].Dimensions)
            {
                requests[i].Mistakes.Add(requests[i].At("outputDimensionality"), "conflict", "must be the same in all requests");
            }
        }

        return inputs.Count == 0 ? new EmbeddingInput([]) : inputs[0] with { Items = [.. inputs.SelectMany(input => input.Items)] };
    }

    private static EmbeddingInput ReadOne(ProtoObject request)
    {
        var content = request.RequiredObject("content");
        var texts = (content.Objects("parts") ?? []).Select(part =>
        {
            if (!part.Has("text"))
            {
                part.Mistakes.Add(part.At("text"), "missing", "is required: only text can be turned into a vector here");
            }

            return part.Text("text");
        });
        return new EmbeddingInput([new EmbeddingText(string.Concat(texts))])
        {
            InputType = GeminiTasks.Read(request.Text("taskType")),
            Dimensions = request.Int("outputDimensionality"),
            Extensions = request.Rest("model", "content", "taskType", "outputDimensionality"),
        };
    }
}
