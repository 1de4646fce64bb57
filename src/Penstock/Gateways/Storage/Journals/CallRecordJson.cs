using System.Text.Json.Serialization;
using Penstock.Pipeline.Ledger;

namespace Penstock.Gateways.Storage.Journals;

/// <summary>The JSON of a record in the journal.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CallRecord))]
internal sealed partial class CallRecordJson : JsonSerializerContext;
