using System.Buffers;
using System.Text;
using System.Text.Json;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.JsonService;

/// <summary>Writes a validated input as a request to a service: path, query and a body of strict JSON.</summary>
internal static class ServiceRequest
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>The path and query, below the base address and without a slash in front; an error for what no path can hold.</summary>
    public static (string? Address, CallError? Error) Address(ServiceOperation operation, PredictInput input)
    {
        var path = operation.Path;
        var query = new StringBuilder();
        foreach (var parameter in operation.Parameters)
        {
            string[] texts = Find(input, parameter.Field) is { } json ? [.. Texts(json)] : [];
            if (parameter.Place == ServiceParameterPlace.Path)
            {
                var segment = string.Join(',', texts.Select(Uri.EscapeDataString));
                if (segment is "" or "." or "..")
                {
                    return (null, NoSegment(parameter.Field));
                }

                path = path.Replace("{" + parameter.Name + "}", segment, StringComparison.Ordinal);
            }
            else if (texts.Length > 0)
            {
                foreach (var text in parameter.Exploded ? texts : [string.Join(',', texts)])
                {
                    query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(parameter.Name)).Append('=').Append(Uri.EscapeDataString(text));
                }
            }
        }

        return (path.TrimStart('/') + query, null);
    }

    /// <summary>The body; null when none is sent. The caller disposes it.</summary>
    public static PooledBytes? Body(ServiceOperation operation, PredictInput input)
    {
        if (operation.Body == ServiceBody.Whole && Find(input, ServiceOperation.WholeBody) is { } whole)
        {
            var copy = new PooledBytes(whole.Length);
            copy.Write(whole.Span);
            return copy;
        }

        if (operation.Body != ServiceBody.Members)
        {
            return null;
        }

        var members = input.Values.Where(value => !operation.Parameters.Any(parameter => parameter.Field == value.Name)).ToArray();
        if (members.Length == 0 && !operation.BodyRequired)
        {
            return null;
        }

        var body = new PooledBytes();
        using var writer = new Utf8JsonWriter(body, Options);
        writer.WriteStartObject();
        foreach (var member in members)
        {
            writer.WritePropertyName(member.Name);
            writer.WriteRawValue(Json(member).Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
        return body;
    }

    // Dots are resolved away and nothing is no segment: each would lead to another address of the service.
    private static CallError NoSegment(string field)
    {
        const string Message = "Input should be a text that can stand in an address: not empty, not '.' and not '..'";
        return new CallError(ErrorKind.InvalidInput, $"The input has a mistake at '{field}': {Message}.") { Param = field, Mistakes = [new InputMistake(field, "value_error", Message)] };
    }

    // Lists are sent item by item; null is left out.
    private static IEnumerable<string> Texts(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.Array
            ? [.. document.RootElement.EnumerateArray().Select(Text)]
            : document.RootElement.ValueKind == JsonValueKind.Null ? [] : [Text(document.RootElement)];
    }

    private static string Text(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    private static ReadOnlyMemory<byte>? Find(PredictInput input, string field)
    {
        foreach (var value in input.Values)
        {
            if (value.Name == field)
            {
                return Json(value);
            }
        }

        return null;
    }

    private static ReadOnlyMemory<byte> Json(NamedValue value) =>
        value is JsonText text ? text.Utf8 : throw new InvalidOperationException($"The input '{value.Name}' of a service was not read as JSON.");
}
