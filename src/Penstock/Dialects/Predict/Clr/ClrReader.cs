using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>
/// Reads JSON as a C# value. System.Text.Json stops at the first mistake and does not coerce; so a record, list or map is first
/// walked along its contract, coerced into strict JSON and every mistake noted with its path, and only then deserialized.
/// </summary>
internal static class ClrReader
{
    /// <summary>Reads the value the reader stands at; null, and mistakes noted, when it does not fit.</summary>
    internal static object? Read(ref InputCursor cursor, Type type, bool nullable)
    {
        if (cursor.Reader.TokenType == JsonTokenType.Null && nullable)
        {
            return null;
        }

        if (ClrScalar.For(Nullable.GetUnderlyingType(type) ?? type) is { } scalar)
        {
            if (scalar.Read(ref cursor.Reader, out var single) is { } fault)
            {
                cursor.Refuse(fault);
            }

            return single;
        }

        var strict = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(strict, new JsonWriterOptions { SkipValidation = true }))
        {
            Copy(ref cursor, writer, type, nullable);
        }

        return cursor.Mistakes.None ? Deserialize(ref cursor, strict.WrittenSpan, type) : null;
    }

    private static object? Deserialize(ref InputCursor cursor, ReadOnlySpan<byte> strict, Type type)
    {
        try
        {
            return JsonSerializer.Deserialize(strict, type, ClrJson.Options);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // A record may check itself: its constructor throws an ArgumentException, and means its caller.
            cursor.Mistakes.Add(new Fault("value_error", e is JsonException ? $"Input should be a valid {type.Name}" : e.Message), strict);
            return null;
        }
    }

    private static void Copy(ref InputCursor cursor, Utf8JsonWriter writer, Type type, bool nullable)
    {
        if (cursor.Reader.TokenType == JsonTokenType.Null && nullable)
        {
            writer.WriteNullValue();
            return;
        }

        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (ClrScalar.For(bare) is { } scalar)
        {
            if (scalar.Copy(ref cursor.Reader, writer) is { } fault)
            {
                cursor.Refuse(fault);
            }

            return;
        }

        var info = ClrJson.Options.GetTypeInfo(bare);
        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object when info.PolymorphismOptions is null:
                ClrRecord.Copy(ref cursor, writer, info, CopyMember);
                break;
            case JsonTypeInfoKind.Enumerable:
                CopyList(ref cursor, writer, info.ElementType!);
                break;
            case JsonTypeInfoKind.Dictionary:
                CopyMap(ref cursor, writer, info.ElementType!);
                break;
            default:
                ClrLeaf.Copy(ref cursor, writer, bare);
                break;
        }
    }

    private static void CopyMember(ref InputCursor cursor, Utf8JsonWriter writer, JsonPropertyInfo property)
    {
        if (property.CustomConverter is not null)
        {
            ClrLeaf.Copy(ref cursor, writer, property.PropertyType, property.CustomConverter);
            return;
        }

        Copy(ref cursor, writer, property.PropertyType, ClrRecord.MayBeNull(property));
    }

    // Whether a reference in a list may be null is not to be seen in its type; null is taken only for Nullable<T>.
    private static void CopyList(ref InputCursor cursor, Utf8JsonWriter writer, Type element)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartArray)
        {
            cursor.Refuse(Fault.ListType);
            return;
        }

        writer.WriteStartArray();
        cursor.Mistakes.EnterList();
        var nullable = Nullable.GetUnderlyingType(element) is not null;
        for (var i = 0; cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndArray; i++)
        {
            cursor.Mistakes.At(i);
            Copy(ref cursor, writer, element, nullable);
        }

        cursor.Mistakes.Leave();
        writer.WriteEndArray();
    }

    private static void CopyMap(ref InputCursor cursor, Utf8JsonWriter writer, Type element)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(Fault.ObjectType);
            return;
        }

        writer.WriteStartObject();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var nullable = Nullable.GetUnderlyingType(element) is not null;
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var name = cursor.TakeName();
            cursor.Mistakes.Enter(name);
            writer.WritePropertyName(name);
            if (seen.Add(name))
            {
                Copy(ref cursor, writer, element, nullable);
            }
            else
            {
                cursor.Refuse(Fault.Duplicate);
            }

            cursor.Mistakes.Leave();
        }

        writer.WriteEndObject();
    }
}
