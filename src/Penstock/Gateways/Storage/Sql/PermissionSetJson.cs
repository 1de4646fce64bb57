using System.Text.Json;
using System.Text.Json.Serialization;
using Penstock.Domain.Access;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>Permissions by their names.</summary>
internal sealed class PermissionSetJson : JsonConverter<PermissionSet>
{
    /// <inheritdoc/>
    public override PermissionSet Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        PermissionSet.Of([.. JsonElement.ParseValue(ref reader).EnumerateArray().Select(name => PermissionNames.Find(name.GetString()!)).OfType<Permission>()]);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PermissionSet value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        foreach (var permission in value.Each())
        {
            writer.WriteStringValue(permission.Name());
        }

        writer.WriteEndArray();
    }
}
