using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Penstock.Resources.Management;

/// <summary>Source-generated JSON of the management API.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(KeyList))]
[JsonSerializable(typeof(CallView))]
[JsonSerializable(typeof(UsageView))]
[JsonSerializable(typeof(LogLevelView))]
[JsonSerializable(typeof(ModelReleaseView))]
[JsonSerializable(typeof(ShadowView))]
[JsonSerializable(typeof(CostView))]
[JsonSerializable(typeof(EffectivePriceList))]
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ManagementJson : JsonSerializerContext;
