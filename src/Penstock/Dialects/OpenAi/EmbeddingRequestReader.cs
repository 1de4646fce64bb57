using System.Text.Json;
using Penstock.Domain.Calls;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>Reads the body of <c>POST /v1/embeddings</c>, as strictly as <see cref="ChatRequestReader"/> reads its.</summary>
internal static class EmbeddingRequestReader
{
    private const string Shape = "must be a string, an array of strings, an array of token ids, or an array of arrays of token ids";

    /// <summary>Reads a body: an input, or an error that names the members at fault.</summary>
    public static (EmbeddingInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body) =>
        RequestBody.Read(body, OpenAiDialect.Name, static request => new EmbeddingInput(ReadItems(request))
        {
            Dimensions = (int?)request.Whole("dimensions", 1, int.MaxValue),
            Encoding = ReadEncoding(request),
            User = request.Text("user"),
            Extensions = request.Rest("model", "input", "dimensions", "encoding_format", "user"),
        });

    private static List<EmbeddingItem> ReadItems(Members request)
    {
        if (!request.TryGet("input", out var input))
        {
            request.Mistakes.Add("input", "missing", $"is required and {Shape}");
            return [];
        }

        if (input.ValueKind == JsonValueKind.String)
        {
            return [new EmbeddingText(input.GetString()!)];
        }

        if (input.ValueKind != JsonValueKind.Array)
        {
            request.Mistakes.Add("input", "input_type", Shape, input);
            return [];
        }

        return input.GetArrayLength() > 0 && input[0].ValueKind == JsonValueKind.Number
            ? [ReadTokens(request, input, "input")]
            : [.. input.EnumerateArray().Select((item, i) => ReadItem(request, item, $"input[{i}]"))];
    }

    private static EmbeddingItem ReadItem(Members request, JsonElement item, string path)
    {
        switch (item.ValueKind)
        {
            case JsonValueKind.String:
                return new EmbeddingText(item.GetString()!);
            case JsonValueKind.Array:
                return ReadTokens(request, item, path);
            default:
                request.Mistakes.Add(path, "input_type", "must be a string or an array of token ids", item);
                return new EmbeddingText("");
        }
    }

    private static EmbeddingTokens ReadTokens(Members request, JsonElement array, string path)
    {
        var tokens = new int[array.GetArrayLength()];
        var i = 0;
        foreach (var token in array.EnumerateArray())
        {
            if (token.ValueKind != JsonValueKind.Number || !token.TryGetInt32(out tokens[i]))
            {
                request.Mistakes.Add($"{path}[{i}]", "int_type", "must be a token id, a whole number", token);
            }

            i++;
        }

        return new EmbeddingTokens(tokens);
    }

    private static EmbeddingEncoding? ReadEncoding(Members request)
    {
        switch (request.Text("encoding_format"))
        {
            case null:
                return null;
            case "float":
                return EmbeddingEncoding.Float;
            case "base64":
                return EmbeddingEncoding.Base64;
            default:
                request.TryGet("encoding_format", out var value);
                request.Mistakes.Add("encoding_format", "enum", "must be float or base64", value);
                return null;
        }
    }
}
