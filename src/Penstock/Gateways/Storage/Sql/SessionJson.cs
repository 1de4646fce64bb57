using System.Text.Json.Serialization;
using Penstock.Domain.Access;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>Who a session is, as JSON.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IssuedIdentity))]
internal sealed partial class SessionJson : JsonSerializerContext;
