using System.Text.Json.Serialization;

namespace Penstock.Resources.Anthropic;

/// <summary>Source-generated JSON for Anthropic's lists.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(AnthropicModel))]
[JsonSerializable(typeof(AnthropicModelList))]
internal sealed partial class AnthropicJson : JsonSerializerContext;
