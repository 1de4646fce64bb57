using System.Text.Json.Serialization;

namespace Penstock.Dialects.Bedrock;

/// <summary>Source-generated JSON for single texts.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class WireJsonText : JsonSerializerContext;
