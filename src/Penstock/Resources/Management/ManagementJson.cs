using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Penstock.Resources.Management;

/// <summary>Source-generated JSON of the management API.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(CallView))]
[JsonSerializable(typeof(CallList))]
[JsonSerializable(typeof(InvoiceView))]
[JsonSerializable(typeof(InvoiceList))]
[JsonSerializable(typeof(DriftView))]
[JsonSerializable(typeof(ContentView))]
[JsonSerializable(typeof(ErasedView))]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(AuditEventView))]
[JsonSerializable(typeof(AuditEventList))]
[JsonSerializable(typeof(AuditCheckpointView))]
[JsonSerializable(typeof(LogLevelView))]
[JsonSerializable(typeof(ModelReleaseView))]
[JsonSerializable(typeof(ShadowView))]
[JsonSerializable(typeof(CostView))]
[JsonSerializable(typeof(EffectivePriceList))]
[JsonSerializable(typeof(SecretView))]
[JsonSerializable(typeof(SecretList))]
[JsonSerializable(typeof(SecretRewrapView))]
[JsonSerializable(typeof(SecretStoreList))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ManagementJson : JsonSerializerContext;
