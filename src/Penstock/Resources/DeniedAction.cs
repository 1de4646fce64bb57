using System.Text.Json.Serialization;

namespace Penstock.Resources;

/// <summary>What the audit trail says of a denial.</summary>
internal sealed record DeniedAction(string Method, string Path, string? Needs, int? MoreDenied);

/// <summary>Its JSON.</summary>
[JsonSerializable(typeof(DeniedAction))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class DeniedActionJson : JsonSerializerContext;
