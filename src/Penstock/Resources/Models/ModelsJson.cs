using System.Text.Json.Serialization;

namespace Penstock.Resources.Models;

/// <summary>Source-generated JSON of the catalogue.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelView))]
[JsonSerializable(typeof(ModelListView))]
internal sealed partial class ModelsJson : JsonSerializerContext;
