using System.Text.Json.Serialization;
using Penstock.Pipeline.Content;

namespace Penstock.Gateways.Storage.Content;

/// <summary>The JSON that is encrypted.</summary>
[JsonSerializable(typeof(RecordedContent))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
internal sealed partial class ContentJson : JsonSerializerContext;
