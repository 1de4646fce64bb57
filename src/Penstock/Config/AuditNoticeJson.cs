using System.Text.Json.Serialization;

namespace Penstock.Config;

/// <summary>Its JSON.</summary>
[JsonSerializable(typeof(AuditNotice))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class AuditNoticeJson : JsonSerializerContext;
