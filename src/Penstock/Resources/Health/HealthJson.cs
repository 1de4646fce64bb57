using System.Text.Json.Serialization;

namespace Penstock.Resources.Health;

/// <summary>Source-generated JSON of the health addresses.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(InfoView))]
internal sealed partial class HealthJson : JsonSerializerContext;
