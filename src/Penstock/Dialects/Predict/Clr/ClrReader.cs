using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Penstock.Dialects.Predict.Shapes;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>
/// Reads an argument. System.Text.Json stops at the first mistake and does not coerce; so a value is first read by its shape, which
/// makes strict JSON of it, and only then, for a C# function, deserialized.
/// </summary>
internal static class ClrReader
{
    private static readonly JsonWriterOptions WriterOptions = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads the value the reader stands at: a <see cref="ClrValue"/> for a function, else its strict JSON as
    /// <see cref="JsonText"/>. Null, and mistakes noted, when it does not fit.</summary>
    internal static NamedValue? Read(ref InputCursor cursor, Field field)
    {
        var shape = field.Json!;
        if (!field.Strict && field.ClrType is { } type && shape is { Constraints: null, Strict: false } and not ChoiceShape
            && ClrScalar.For(Nullable.GetUnderlyingType(type) ?? type) is { } scalar)
        {
            return new ClrValue(field.Name, ReadScalar(ref cursor, scalar, shape.Nullable));
        }

        var (before, start) = (cursor.Mistakes.Count, (int)cursor.Reader.TokenStartIndex);
        var strict = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(strict, WriterOptions))
        {
            ShapeReader.Copy(ref cursor, writer, shape, field.Strict);
        }

        return cursor.Mistakes.Count > before ? null
            : field.ClrType is null ? new JsonText(field.Name, strict.WrittenMemory)
            : Deserialize(ref cursor, strict.WrittenSpan, field, start);
    }

    private static object? ReadScalar(ref InputCursor cursor, ClrScalar scalar, bool nullable)
    {
        if (nullable && cursor.Reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (scalar.Read(ref cursor.Reader, out var value) is { } fault)
        {
            cursor.Refuse(fault);
        }

        return value;
    }

    private static ClrValue? Deserialize(ref InputCursor cursor, ReadOnlySpan<byte> strict, Field field, int start)
    {
        try
        {
            return new ClrValue(field.Name, JsonSerializer.Deserialize(strict, field.ClrType!, ClrJson.Options));
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // A record may check itself: its constructor throws an ArgumentException, and means its caller.
            var message = e is JsonException ? $"Input should be a valid {field.ClrType!.Name}" : e.Message;
            cursor.Mistakes.Add(Fault.Value(message), cursor.Since(start));
            return null;
        }
    }
}
