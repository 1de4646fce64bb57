using System.Text.Json.Serialization;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>The JSON that some columns hold.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class ColumnJson : JsonSerializerContext;
