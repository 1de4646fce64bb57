using System.Text.Json.Serialization;

namespace Penstock.Resources.OpenInference;

/// <summary>Source-generated JSON of the protocol's smaller answers.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ServerMetadataView))]
[JsonSerializable(typeof(LiveView))]
[JsonSerializable(typeof(ReadyView))]
[JsonSerializable(typeof(ModelMetadataView))]
[JsonSerializable(typeof(StatisticsView))]
[JsonSerializable(typeof(IReadOnlyList<ModelIndexView>))]
internal sealed partial class OpenInferenceJson : JsonSerializerContext;
