using System.Text.Json;

namespace Penstock.Dialects.Json;

/// <summary>Steps of the readers that take one known form only: each is false where the JSON is of another.</summary>
internal static class ReaderSteps
{
    /// <summary>Goes on to an object.</summary>
    public static bool BeginsObject(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartObject;

    /// <summary>Goes on to an array.</summary>
    public static bool BeginsArray(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.StartArray;

    /// <summary>Leaves an array after its only value.</summary>
    public static bool EndsArray(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.EndArray;

    /// <summary>Goes on to the name of the next member.</summary>
    public static bool NextMember(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Goes on to a string.</summary>
    public static bool ReadsString(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.String;

    /// <summary>Goes on to a whole number.</summary>
    public static bool ReadsInt(this ref Utf8JsonReader reader, out int number)
    {
        number = 0;
        return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out number);
    }

    /// <summary>Goes on to a null.</summary>
    public static bool ReadsNull(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.Null;

    /// <summary>Goes on to a value that nobody wants. An escaped string may hold half a surrogate pair, which makes the whole unreadable.</summary>
    public static bool ReadsPlain(this ref Utf8JsonReader reader) =>
        reader.Read() && (reader.TokenType is JsonTokenType.Number or JsonTokenType.Null || (reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped));

    /// <summary>Whether a member comes for the first time.</summary>
    /// <param name="seen">The members that came, a bit each.</param>
    /// <param name="member">Its bit.</param>
    public static bool Once(ref int seen, int member)
    {
        var first = (seen & member) == 0;
        seen |= member;
        return first;
    }
}
