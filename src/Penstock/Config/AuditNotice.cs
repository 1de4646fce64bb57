using System.Text.Json.Serialization;

namespace Penstock.Config;

/// <summary>What a webhook gets.</summary>
internal sealed record AuditNotice(string Type, string Checkpoint);

/// <summary>Its JSON.</summary>
[JsonSerializable(typeof(AuditNotice))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class AuditNoticeJson : JsonSerializerContext;
