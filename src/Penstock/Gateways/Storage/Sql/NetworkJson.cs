using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>A network in CIDR notation.</summary>
internal sealed class NetworkJson : JsonConverter<IPNetwork>
{
    /// <inheritdoc/>
    public override IPNetwork Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => IPNetwork.Parse(reader.GetString()!);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IPNetwork value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
