using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Penstock.Dialects.Predict.Clr;

/// <summary>How C# values look as JSON, both ways: properties and enum values in snake_case, as everywhere in Penstock's own
/// JSON.</summary>
internal static class ClrJson
{
    /// <summary>The types are the function's own, so their contracts are found by reflection and not generated.</summary>
    internal static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
            RespectNullableAnnotations = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            MaxDepth = InputCursor.MaxDepth,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new DurationConverter() },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
