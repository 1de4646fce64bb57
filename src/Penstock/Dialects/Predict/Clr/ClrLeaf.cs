using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>A value that System.Text.Json reads as a whole: an enum, a date, an id, a type with a converter of its own.</summary>
internal static class ClrLeaf
{
    /// <summary>Copies the value the reader stands at when its type takes it.</summary>
    /// <param name="cursor">Where reading stands.</param>
    /// <param name="writer">Where to.</param>
    /// <param name="type">The value's type.</param>
    /// <param name="own">The converter of the member that holds it; it is asked only when the whole is read.</param>
    internal static void Copy(ref InputCursor cursor, Utf8JsonWriter writer, Type type, JsonConverter? own = null)
    {
        var raw = cursor.TakeRaw();
        try
        {
            if (own is null && JsonSerializer.Deserialize(raw, type, ClrJson.Options) is null)
            {
                cursor.Mistakes.Add(Wrong(type), raw);
                return;
            }
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException or FormatException)
        {
            cursor.Mistakes.Add(Wrong(type), raw);
            return;
        }

        writer.WriteRawValue(raw, skipInputValidation: true);
    }

    private static Fault Wrong(Type type) => type switch
    {
        _ when type.IsEnum => new Fault("enum", $"Input should be one of {Values(type)}"),
        _ when type == typeof(Guid) => new Fault("uuid_parsing", "Input should be a valid UUID"),
        _ when type == typeof(DateTime) || type == typeof(DateTimeOffset) =>
            new Fault("datetime_parsing", "Input should be a valid datetime as ISO 8601 writes it"),
        _ when type == typeof(DateOnly) => new Fault("date_parsing", "Input should be a valid date, as in 2026-11-21"),
        _ when type == typeof(TimeOnly) => new Fault("time_parsing", "Input should be a valid time, as in 14:05:00"),
        _ when type == typeof(TimeSpan) => new Fault("time_delta_parsing", "Input should be a valid duration, as in 01:30:00"),
        _ => new Fault("value_error", $"Input should be a valid {type.Name}"),
    };

    private static string Values(Type type) => string.Join(
        ", ", Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value =>
            JsonSerializer.Serialize(Enum.ToObject(type, value), type, ClrJson.Options)));
}
