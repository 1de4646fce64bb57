using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;

namespace Penstock.Dialects.Json;

/// <summary>What the readers and writers of all JSON dialects share: how JSON is parsed and escaped, and how unknown members come back.</summary>
internal static class WireJson
{
    /// <summary>Non-ASCII is not escaped: the bodies are UTF-8 and never stand in HTML.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n");

    // Two readers must never see two values of one member.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>
    /// Parses a body so that nothing read from it later can throw: the bytes are UTF-8, no member occurs twice, and no string
    /// holds half a surrogate pair.
    /// </summary>
    public static JsonDocument? Parse(ReadOnlyMemory<byte> body, out CallError? error)
    {
        JsonDocument? document = null;
        try
        {
            if (!Utf8.IsValid(body.Span))
            {
                error = new CallError(ErrorKind.InvalidRequest, "The body is not valid UTF-8.");
                return null;
            }

            document = JsonDocument.Parse(body, Strict);
            if (body.Span.IndexOf("\\u"u8) >= 0)
            {
                ReadAllStrings(body.Span);
            }

            error = null;
            return document;
        }
        catch (JsonException exception)
        {
            error = new CallError(
                ErrorKind.InvalidRequest,
                $"The body is not valid JSON (line {exception.LineNumber + 1 ?? 1}, byte {exception.BytePositionInLine ?? 0}), or has a member twice.");
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader says so of an escaped half of a surrogate pair (RFC 8259, section 8.2).
            error = new CallError(ErrorKind.InvalidRequest, "The body has a string with an unpaired surrogate (\\uD800 to \\uDFFF).");
        }

        document?.Dispose();
        return null;
    }

    /// <summary>Writes the members that <see cref="Members.AddRest"/> kept, if they are of the dialect that is written.</summary>
    /// <param name="writer">Inside the object they belong to.</param>
    /// <param name="dialect">The dialect that is written.</param>
    /// <param name="extensions">The members.</param>
    /// <param name="inside">The object they belong to: empty for the outer one, else its name.</param>
    public static void WriteRest(this Utf8JsonWriter writer, string dialect, Extensions extensions, string inside = "")
    {
        if (extensions.Dialect != dialect)
        {
            return;
        }

        foreach (var (name, json) in extensions)
        {
            var slash = name.LastIndexOf('/');
            if (inside.AsSpan().SequenceEqual(slash < 0 ? "" : name.AsSpan(0, slash)))
            {
                writer.WritePropertyName(name[(slash + 1)..].Replace("~1", "/").Replace("~0", "~"));
                writer.WriteKept(json);
            }
        }
    }

    /// <summary>Writes JSON text as it is, but on one line: a line break would end the line of an event.</summary>
    public static void WriteKept(this Utf8JsonWriter writer, string json)
    {
        if (json.AsSpan().ContainsAny(LineBreaks))
        {
            JsonElement.Parse(json).WriteTo(writer);
        }
        else
        {
            writer.WriteRawValue(json);
        }
    }

    /// <summary>Writes the members of the outer object, and names those that are another dialect's.</summary>
    public static void WriteRest(this Utf8JsonWriter writer, string dialect, Extensions extensions, Losses lost)
    {
        writer.WriteRest(dialect, extensions);
        if (extensions.Dialect != dialect)
        {
            lost.AddRange(extensions.Select(member => member.Key));
        }
    }

    /// <summary>Writes a member unless it is null.</summary>
    public static void WriteText(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>Writes a member unless it is null.</summary>
    public static void WriteWhole(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    /// <summary>Writes a member unless it is null.</summary>
    public static void WriteNumber(this Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    /// <summary>Writes a member unless it is null.</summary>
    public static void WriteFlag(this Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } flag)
        {
            writer.WriteBoolean(name, flag);
        }
    }

    /// <summary>Writes a member of JSON text unless it is null.</summary>
    public static void WriteJson(this Utf8JsonWriter writer, string name, string? json)
    {
        if (json is not null)
        {
            writer.WritePropertyName(name);
            writer.WriteKept(json);
        }
    }

    private static void ReadAllStrings(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.ValueIsEscaped && reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
            {
                reader.GetString();
            }
        }
    }
}
