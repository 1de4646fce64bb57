using System.Text.Json.Serialization;

namespace Penstock.Resources.Gemini;

/// <summary>Source-generated JSON for Gemini's lists.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GeminiModel))]
[JsonSerializable(typeof(GeminiModelList))]
internal sealed partial class GeminiJson : JsonSerializerContext;
