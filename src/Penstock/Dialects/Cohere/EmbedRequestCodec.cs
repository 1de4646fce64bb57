using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Cohere;

/// <summary>The body of <c>POST /v2/embed</c>.</summary>
internal static class EmbedRequestCodec
{
    /// <summary>The member that asks for several forms at once, kept under its own name.</summary>
    public const string Types = "embedding_types";

    // DIALECT: required by Cohere for its models since version 3, and unknown to OpenAI: what is embedded once and kept is a document.
    private const string DefaultInputType = "search_document";

    /// <summary>Reads a body: an input, or an error that names the members at fault.</summary>
    public static (EmbeddingInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body)
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

        var mistakes = new Mistakes(CohereDialect.Name);
        var request = new Members(document.RootElement, "", mistakes);
        CallError? unsupported = null;
        List<KeyValuePair<string, string>>? rest = null;
        request.AddRest(ref rest, "", "model", "texts", "inputs", "images", "input_type", "output_dimension", Types);
        var input = new EmbeddingInput(ReadItems(request, ref unsupported))
        {
            Dimensions = (int?)request.Whole("output_dimension", 1, int.MaxValue),
            Encoding = ReadTypes(request, ref rest, ref unsupported),
            InputType = request.Text("input_type"),
            Extensions = request.ToExtensions(rest),
        };
        return !mistakes.None ? (null, mistakes.ToError()) : unsupported is not null ? (null, unsupported) : (input, null);
    }

    /// <summary>Writes a body; the vectors are asked for as numbers.</summary>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, EmbeddingInput input, string model)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        writer.WriteString("model", model);
        writer.WriteString("input_type", input.InputType ?? DefaultInputType);
        writer.WriteStartArray("texts");
        for (var i = 0; i < input.Items.Count; i++)
        {
            if (input.Items[i] is EmbeddingText text)
            {
                writer.WriteStringValue(text.Text);
            }
            else
            {
                lost.Refuse("embedding of token ids", $"input[{i}]");
            }
        }

        writer.WriteEndArray();
        writer.WriteWhole("output_dimension", input.Dimensions);
        writer.WriteStartArray(Types);
        writer.WriteStringValue("float");
        writer.WriteEndArray();
        if (input.User is not null)
        {
            lost.Add("user");
        }

        writer.WriteRest(CohereDialect.Name, input.Extensions, lost);
        writer.WriteEndObject();
        return lost;
    }

    private static List<EmbeddingItem> ReadItems(Members request, ref CallError? unsupported)
    {
        List<EmbeddingItem> items = [.. request.Texts("texts").Select(text => new EmbeddingText(text))];

        foreach (var input in request.Objects("inputs") ?? [])
        {
            List<string> texts = [];
            foreach (var content in input.Objects("content") ?? [])
            {
                if (content.RequiredText("type") == "text")
                {
                    texts.Add(content.RequiredText("text"));
                }
                else
                {
                    unsupported ??= Unsupported(content.At("type"), "pictures");
                }
            }

            items.Add(new EmbeddingText(string.Concat(texts)));
        }

        if (request.TryGet("images", out _))
        {
            unsupported ??= Unsupported("images", "pictures");
        }
        else if (items.Count == 0)
        {
            request.Mistakes.Add("texts", "missing", "is required and must be an array of strings, unless inputs is given");
        }

        return items;
    }

    private static EmbeddingEncoding? ReadTypes(Members request, ref List<KeyValuePair<string, string>>? rest, ref CallError? unsupported)
    {
        EmbeddingEncoding? encoding = null;
        var count = 0;
        foreach (var (item, path) in request.Items(Types) ?? [])
        {
            EmbeddingEncoding? one = item.ValueKind != JsonValueKind.String ? null : item.GetString() switch { "float" => EmbeddingEncoding.Float, "base64" => EmbeddingEncoding.Base64, _ => null };
            if (one is null)
            {
                unsupported ??= Unsupported(path, "vectors in this form");
            }

            encoding ??= one;
            count++;
        }

        if (count > 1)
        {
            request.TryGet(Types, out var all);
            (rest ??= []).Add(new(Types, all.GetRawText()));
        }

        return encoding;
    }

    private static CallError Unsupported(string param, string what) => new(ErrorKind.InvalidRequest, $"'{param}' asks for {what}, which only a provider of Cohere's own dialect has.")
    {
        Param = param,
        Code = Dialects.Unsupported.FeatureCode,
    };
}
