using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Penstock.Domain.Models;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>Walks a JSON object along the contract of a C# type.</summary>
internal static class ClrRecord
{
    /// <summary>Copies the value of one member.</summary>
    internal delegate void MemberCopy(ref InputCursor cursor, Utf8JsonWriter writer, JsonPropertyInfo property);

    /// <summary>Whether a property may be null.</summary>
    internal static bool MayBeNull(JsonPropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType && (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable));

    /// <summary>Whether a property must be given: marked so, or a constructor parameter without a default that may not be null.</summary>
    internal static bool MustBeGiven(JsonPropertyInfo property) =>
        property.IsRequired || (property.AssociatedParameter is { HasDefaultValue: false, IsMemberInitializer: false }
            && !MayBeNull(property));

    internal static void Copy(ref InputCursor cursor, Utf8JsonWriter writer, JsonTypeInfo info, MemberCopy copy)
    {
        if (cursor.Reader.TokenType != JsonTokenType.StartObject)
        {
            cursor.Refuse(Fault.ObjectType);
            return;
        }

        var seen = new bool[info.Properties.Count];
        writer.WriteStartObject();
        while (cursor.Reader.Read() && cursor.Reader.TokenType != JsonTokenType.EndObject)
        {
            var name = cursor.TakeName();
            var index = Find(info, name);
            cursor.Mistakes.Enter(name);
            if (index < 0)
            {
                CopyUnknown(ref cursor, writer, info, name);
            }
            else if (seen[index])
            {
                cursor.Refuse(Fault.Duplicate);
            }
            else
            {
                seen[index] = true;
                writer.WritePropertyName(name);
                copy(ref cursor, writer, info.Properties[index]);
            }

            cursor.Mistakes.Leave();
        }

        writer.WriteEndObject();
        for (var i = 0; i < seen.Length; i++)
        {
            if (!seen[i] && MustBeGiven(info.Properties[i]))
            {
                cursor.Mistakes.Add(Fault.Missing, member: info.Properties[i].Name);
            }
        }
    }

    // A type may say that it minds no unknown members, or keeps them.
    private static void CopyUnknown(ref InputCursor cursor, Utf8JsonWriter writer, JsonTypeInfo info, string name)
    {
        if (info.Properties.Any(property => property.IsExtensionData))
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(cursor.TakeRaw(), skipInputValidation: true);
        }
        else if (info.UnmappedMemberHandling == JsonUnmappedMemberHandling.Skip)
        {
            cursor.Reader.Skip();
        }
        else
        {
            cursor.Refuse(Fault.Extra(NearestName.Find(name, info.Properties.Where(Settable).Select(property => property.Name))));
        }
    }

    private static int Find(JsonTypeInfo info, string name)
    {
        for (var i = 0; i < info.Properties.Count; i++)
        {
            if (info.Properties[i].Name == name && Settable(info.Properties[i]))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Settable(JsonPropertyInfo property) =>
        !property.IsExtensionData && (property.Set is not null || property.AssociatedParameter is not null);
}
