using System.Text.Json.Serialization;

namespace Penstock.Resources;

/// <summary>Its JSON.</summary>
[JsonSerializable(typeof(DeniedAction))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class DeniedActionJson : JsonSerializerContext;
