using System.Text.Json;
using Penstock.Dialects.Json;

namespace Penstock.Dialects.OpenAi;

/// <summary>
/// The signature over a tool call, which a later request must send back.
/// DIALECT: Google's OpenAI-compatible endpoint puts it into <c>extra_content.google.thought_signature</c>:
/// ai.google.dev/gemini-api/docs/thought-signatures, "OpenAI compatibility".
/// </summary>
internal static class ExtraContent
{
    /// <summary>The member of a tool call.</summary>
    public const string Name = "extra_content";

    private const string Google = "google", Signature = "thought_signature";

    /// <summary>Reads it from a tool call; null when there is none, or when more stands beside it, which is kept as it is.</summary>
    public static string? Read(Members call) =>
        call.TryGet(Name, out var extra) && extra.ValueKind == JsonValueKind.Object && extra.GetPropertyCount() == 1
        && extra.TryGetProperty(Google, out var google) && google.ValueKind == JsonValueKind.Object && google.GetPropertyCount() == 1
        && google.TryGetProperty(Signature, out var signature) && signature.ValueKind == JsonValueKind.String
            ? signature.GetString()
            : null;

    /// <summary>Writes it into a tool call; nothing when there is none.</summary>
    public static void Write(Utf8JsonWriter writer, string? signature)
    {
        if (signature is null)
        {
            return;
        }

        writer.WriteStartObject(Name);
        writer.WriteStartObject(Google);
        writer.WriteString(Signature, signature);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
