using System.Text.Json;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Bedrock.Native;

/// <summary>
/// One family of bodies of <c>invoke</c>, read for providers that are not Bedrock and answered as the family's models answer. Source: Amazon Bedrock's user
/// guide, "Inference request parameters and response fields for foundation models".
/// </summary>
internal abstract class NativeFamily
{
    /// <summary>Reads a request.</summary>
    public abstract (CallInput? Input, CallError? Error) Read(ReadOnlyMemory<byte> body);

    /// <summary>Writes an answer.</summary>
    /// <returns>What could not be carried.</returns>
    public abstract Losses Write(Utf8JsonWriter writer, CallOutput output, in AnswerHead head);

    /// <summary>What writes the pieces of a stream; null where the family has none.</summary>
    public virtual NativePieces? Pieces(in AnswerHead head) => null;

    /// <summary>The family of a body; null when it is none that is known here.</summary>
    /// <param name="body">The body: one JSON object.</param>
    /// <param name="model">The model's public name, for what the body leaves open.</param>
    /// <param name="capability">What is asked of the model.</param>
    public static NativeFamily? Of(ReadOnlyMemory<byte> body, string model, Capability capability)
    {
        var names = Names(body.Span);
        if (capability == Capability.Embeddings)
        {
            return names.Contains("inputText") ? TitanEmbeddings.Instance : names.Contains("texts") ? CohereEmbeddings.Instance : null;
        }

        return names.Contains("anthropic_version") ? AnthropicFamily.Instance
            : names.Contains("messages") ? names.Contains("schemaVersion") ? null : ChatFamily.Instance
            : names.Contains("inputText") ? TitanFamily.Instance
            : !names.Contains("prompt") || names.Contains("maxTokens") ? null
            : names.Contains("max_gen_len") || model.Contains("llama", StringComparison.OrdinalIgnoreCase) ? LlamaFamily.Instance
            : MistralFamily.Instance;
    }

    // The body was scanned: it is one JSON object.
    private static HashSet<string> Names(ReadOnlySpan<byte> body)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            names.Add(reader.GetString()!);
            reader.Read();
            reader.Skip();
        }

        return names;
    }
}
