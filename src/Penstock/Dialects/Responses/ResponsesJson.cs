using System.Text.Json.Serialization;

namespace Penstock.Dialects.Responses;

/// <summary>Source-generated JSON for the small values that are kept as text.</summary>
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(string[]))]
internal sealed partial class ResponsesJson : JsonSerializerContext;
