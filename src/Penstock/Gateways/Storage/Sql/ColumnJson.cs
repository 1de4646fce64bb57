using System.Text.Json.Serialization;
using Penstock.Domain.Access;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Sql;

/// <summary>The JSON that some columns, and some members of the journal, hold.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<AttemptRecord>))]
[JsonSerializable(typeof(ApiKey))]
[JsonSerializable(typeof(UsageDetails))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true,
    Converters = [typeof(NetworkJson), typeof(PermissionSetJson), typeof(JsonStringEnumConverter<OwnerKind>)])]
internal sealed partial class ColumnJson : JsonSerializerContext;
