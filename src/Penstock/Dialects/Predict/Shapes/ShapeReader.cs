using System.Text.Json;
using Penstock.Dialects.Predict.Clr;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Shapes;

/// <summary>
/// Reads a JSON value by its shape: coerces it by pydantic's lax table, notes every mistake with its path, and writes it as strict
/// JSON. What is written is of use only when there was no mistake.
/// </summary>
internal static class ShapeReader
{
    /// <summary>Copies the value the reader stands at.</summary>
    /// <param name="cursor">Where reading stands.</param>
    /// <param name="writer">Where to; it must not check what it is given, since it is given nothing for what does not fit.</param>
    /// <param name="shape">What the value must be.</param>
    /// <param name="strict">Whether what holds it is strict; then it is, too.</param>
    internal static void Copy(ref InputCursor cursor, Utf8JsonWriter writer, JsonShape shape, bool strict = false)
    {
        strict |= shape.Strict;
        if (shape.Nullable && cursor.Reader.TokenType == JsonTokenType.Null)
        {
            writer.WriteNullValue();
            return;
        }

        switch (shape)
        {
            case RecordShape record:
                RecordReader.Copy(ref cursor, writer, record, strict);
                break;
            case ListShape list:
                CopyList(ref cursor, writer, list, strict);
                break;
            case MapShape map:
                CopyMap(ref cursor, writer, map, strict);
                break;
            case RecursiveShape recursive:
                Copy(ref cursor, writer, recursive.Target() with { Nullable = recursive.Nullable }, strict);
                break;
            case AnyShape any:
                CopyAny(ref cursor, writer, any);
                break;
            default:
                if (ShapeScalars.Copy(ref cursor.Reader, writer, shape, strict) is { } fault)
                {
                    cursor.Refuse(fault);
                }

                break;
        }
    }

    private static void CopyList(ref InputCursor cursor, Utf8JsonWriter writer, ListShape shape, bool strict)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartArray)
        {
            cursor.Refuse(Fault.ListType);
            return;
        }

        var (start, before, count) = ((int)cursor.Reader.TokenStartIndex, cursor.Mistakes.Count, 0);
        writer.WriteStartArray();
        cursor.Mistakes.EnterList();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray)
        {
            cursor.Mistakes.At(count++);
            Copy(ref cursor, writer, shape.Item, strict);
        }

        cursor.Mistakes.Leave();
        writer.WriteEndArray();
        CheckCount(ref cursor, shape, "List", start, before, count);
    }

    private static void CopyMap(ref InputCursor cursor, Utf8JsonWriter writer, MapShape shape, bool strict)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(Fault.MapType);
            return;
        }

        var (start, before) = ((int)cursor.Reader.TokenStartIndex, cursor.Mistakes.Count);
        writer.WriteStartObject();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var name = cursor.TakeName();
            cursor.Mistakes.Enter(name);
            writer.WritePropertyName(name);
            if (seen.Add(name))
            {
                Copy(ref cursor, writer, shape.Value, strict);
            }
            else
            {
                cursor.Refuse(Fault.Duplicate);
            }

            cursor.Mistakes.Leave();
        }

        writer.WriteEndObject();
        CheckCount(ref cursor, shape, "Dictionary", start, before, seen.Count);
    }

    // Only where every item fits, as pydantic has it.
    private static void CheckCount(ref InputCursor cursor, JsonShape shape, string kind, int start, int before, int count)
    {
        if (shape.Constraints is { } rules && cursor.Mistakes.Count == before
            && ConstraintCheck.Length(kind, rules.MinItems, rules.MaxItems, count) is { } fault)
        {
            cursor.Mistakes.Add(fault, cursor.Since(start));
        }
    }

    // A type with a converter of its own, or of several forms: System.Text.Json reads it as a whole.
    private static void CopyAny(ref InputCursor cursor, Utf8JsonWriter writer, AnyShape shape)
    {
        var raw = cursor.TakeRaw();
        if (shape.ClrType is { } type)
        {
            try
            {
                if (JsonSerializer.Deserialize(raw, type, ClrJson.Options) is null)
                {
                    cursor.Mistakes.Add(Fault.Value($"Input should be a valid {type.Name}"), raw);
                    return;
                }
            }
            catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException)
            {
                cursor.Mistakes.Add(Fault.Value($"Input should be a valid {type.Name}"), raw);
                return;
            }
        }

        writer.WriteRawValue(raw, skipInputValidation: true);
    }
}
