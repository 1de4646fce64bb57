using System.Text.Json;
using Penstock.Domain.Models;

namespace Penstock.Dialects.OpenInference;

/// <summary>Reads what another server of the protocol says of a model.</summary>
internal static class MetadataReader
{
    /// <summary>The signature and description in an answer to <c>GET /v2/models/{name}</c>; the problem, when there is none in it.</summary>
    internal static (Signature? Signature, string Description, string? Problem) Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var metadata = JsonElement.Parse(body);
            var properties = metadata.TryGetProperty("properties", out var said) && said.ValueKind == JsonValueKind.Object
                ? said.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.String).ToDictionary(one => one.Name, one => one.Value.GetString()!, StringComparer.Ordinal)
                : [];
            return (new Signature(Fields(metadata, "inputs", properties), Fields(metadata, "outputs", properties)), properties.GetValueOrDefault("description", ""), null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return (null, "", e.Message);
        }
    }

    /// <summary>Whether an answer to <c>GET /v2</c> lists the extension of tensors as bytes.</summary>
    internal static bool TakesBinary(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonElement.Parse(body).GetProperty("extensions").EnumerateArray().Any(one => one.ValueEquals("binary_tensor_data"u8));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            // One that does not say so has no extensions.
            return false;
        }
    }

    private static Field[] Fields(JsonElement metadata, string member, Dictionary<string, string> properties)
    {
        var optional = Names(properties, "optional");
        return [.. metadata.GetProperty(member).EnumerateArray().Select(tensor => Field(tensor, properties, optional))];
    }

    private static Field Field(JsonElement tensor, Dictionary<string, string> properties, IReadOnlyList<string> optional)
    {
        var name = tensor.GetProperty("name").GetString()!;
        var datatype = tensor.GetProperty("datatype").GetString()!;
        var anyRank = properties.GetValueOrDefault("rank." + name) == "any";
        return new Field
        {
            Name = name,
            Type = DatatypeNames.Find(datatype) ?? throw new FormatException($"'{name}' is {datatype}, which is no datatype of the protocol."),
            Shape = anyRank ? [] : [.. tensor.GetProperty("shape").EnumerateArray().Select(size => new Dimension(size.GetInt64() is >= 0 and var fixedSize ? fixedSize : null))],
            AnyRank = anyRank,
            Optional = optional.Contains(name),
            Columns = Names(properties, "columns." + name),
            Classes = Names(properties, "classes." + name),
            Description = properties.GetValueOrDefault("description." + name),
        };
    }

    // What another Penstock says besides; a text that is no list of texts is somebody else's.
    private static string[] Names(Dictionary<string, string> properties, string key)
    {
        if (!properties.TryGetValue(key, out var text))
        {
            return [];
        }

        try
        {
            return [.. JsonElement.Parse(text).EnumerateArray().Select(name => name.GetString()!)];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return [];
        }
    }
}
