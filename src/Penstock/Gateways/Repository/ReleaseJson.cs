using System.Text.Json.Serialization;

namespace Penstock.Gateways.Repository;

/// <summary>Source-generated JSON of what was decided by hand.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SortedDictionary<string, ReleaseChoice>))]
internal sealed partial class ReleaseJson : JsonSerializerContext;
