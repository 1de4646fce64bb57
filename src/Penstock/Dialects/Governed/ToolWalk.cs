using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Governed;

/// <summary>Counts tools, and finds those that the provider runs itself: what they bring is input that nobody can bound.</summary>
internal static class ToolWalk
{
    /// <summary>Walks over the value of <c>tools</c>; the reader is a copy.</summary>
    public static void Take(Utf8JsonReader reader, ref InputMeasure measure)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            measure.Tools++;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                measure.IsOpen |= IsHosted(reader);
            }

            reader.Skip();
        }
    }

    // By its type where it has one (OpenAI, Anthropic, Cohere), else by its only member (Gemini).
    private static bool IsHosted(Utf8JsonReader reader)
    {
        bool? ofType = null;
        var isPlain = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            isPlain &= isType || IsPlain(ref reader);
            reader.Read();
            if (isType && reader.TokenType == JsonTokenType.String)
            {
                ofType = !IsClients(ref reader);
            }

            reader.Skip();
        }

        return ofType ?? !isPlain;
    }

    // DIALECT: Anthropic's own tools that run at the client have versions in their types: platform.claude.com/docs, "Tool reference".
    private static bool IsClients(ref Utf8JsonReader reader)
    {
        var type = reader.ValueSpan;
        return !reader.ValueIsEscaped && (type.SequenceEqual("function"u8) || type.SequenceEqual("custom"u8) || type.StartsWith("bash_"u8)
            || type.StartsWith("text_editor_"u8) || type.StartsWith("computer_"u8) || type.StartsWith("memory_"u8));
    }

    private static bool IsPlain(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("functionDeclarations"u8) || reader.ValueTextEquals("function_declarations"u8) || reader.ValueTextEquals("function"u8)
        || reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("description"u8) || reader.ValueTextEquals("input_schema"u8)
        || reader.ValueTextEquals("parameters"u8) || reader.ValueTextEquals("strict"u8) || reader.ValueTextEquals("cache_control"u8);
}
