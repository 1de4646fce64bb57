using System.Text.Json.Serialization;

namespace Penstock.Gateways.Tokens;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Discovery))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(System.Text.Json.Nodes.JsonObject))]
internal sealed partial class OidcJson : JsonSerializerContext;
