using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>Spans of time as ISO 8601 writes them, <c>PT1H30M</c>: what JSON Schema calls a duration.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    /// <inheritdoc/>
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return XmlConvert.ToTimeSpan(reader.GetString()!);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new JsonException(e.Message);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(XmlConvert.ToString(value));
}
