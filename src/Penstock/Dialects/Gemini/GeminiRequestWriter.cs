using System.Text.Json;
using Penstock.Dialects.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Gemini;

/// <summary>Writes the bodies of <c>:generateContent</c> and its kin.</summary>
internal static class GeminiRequestWriter
{
    /// <summary>Writes a conversation. The model is in the address.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="input">The conversation.</param>
    /// <param name="model">The model's name at the provider: newer ones want other words.</param>
    /// <returns>What could not be carried.</returns>
    public static Losses Write(Utf8JsonWriter writer, ChatInput input, string model)
    {
        var lost = new Losses();
        writer.WriteStartObject();
        WriteMembers(writer, input, model, lost);
        writer.WriteEndObject();
        return lost;
    }

    /// <summary>Writes a request to count a conversation's tokens.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="input">The conversation.</param>
    /// <param name="model">The model's name at the provider.</param>
    /// <param name="plain">Whether the conversation's members stand in the request itself, as Vertex has it.</param>
    public static Losses WriteCounted(Utf8JsonWriter writer, ChatInput input, string model, bool plain)
    {
        if (plain)
        {
            return Write(writer, input, model);
        }

        var lost = new Losses();
        writer.WriteStartObject();
        writer.WriteStartObject("generateContentRequest");
        writer.WriteString("model", "models/" + model);
        WriteMembers(writer, input, model, lost);
        writer.WriteEndObject();
        writer.WriteEndObject();
        return lost;
    }

    private static void WriteMembers(Utf8JsonWriter writer, ChatInput input, string model, Losses lost)
    {
        var newer = IsThirdOrLater(model);
        GeminiContents.Write(writer, input.Messages, newer, lost);
        GeminiTools.Write(writer, input.Tools, lost);
        GeminiTools.WriteChoice(writer, input.ToolChoice, input.Extensions, lost);
        GenerationConfig.Write(writer, input, newer, lost);
        LoseIf(input.ParallelToolCalls == false, "parallel_tool_calls");
        LoseIf(input.Sampling.LogitBias is not null, "logit_bias");
        LoseIf(input.User is not null, "user");
        LoseIf(input.Metadata is not null, "metadata");
        writer.WriteRest(GeminiDialect.Name, input.Extensions, lost);

        void LoseIf(bool condition, string name)
        {
            if (condition)
            {
                lost.Add(name);
            }
        }
    }

    /// <summary>Whether a model is of the third generation or a later one, as far as its name says: <c>gemini-3-pro-preview</c>.</summary>
    public static bool IsThirdOrLater(string model)
    {
        const string Family = "gemini-";
        var name = model.AsSpan(model.LastIndexOf('/') + 1);
        return name.StartsWith(Family, StringComparison.Ordinal) && name.Length > Family.Length
            && (name[Family.Length] is >= '3' and <= '9' || (name.Length > Family.Length + 1 && char.IsAsciiDigit(name[Family.Length]) && char.IsAsciiDigit(name[Family.Length + 1])));
    }
}
