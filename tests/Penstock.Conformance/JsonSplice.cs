using System.Text;
using System.Text.Json;

namespace Penstock.Conformance;

/// <summary>Changes one member of a JSON text and leaves every other byte.</summary>
internal static class JsonSplice
{
    /// <summary>With another value of the top-level <c>model</c>, where there is one.</summary>
    public static string WithModel(string json, string model)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new Utf8JsonReader(bytes);
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                var (start, end) = ((int)reader.TokenStartIndex, (int)reader.BytesConsumed);
                return $"{Encoding.UTF8.GetString(bytes.AsSpan(0, start))}\"{model}\"{Encoding.UTF8.GetString(bytes.AsSpan(end))}";
            }
        }

        return json;
    }

    /// <summary>With the word of OpenAI's list where Together says another, as SDKs with a closed enumeration want it.</summary>
    public static string WithKnownFinish(string json) => json.Replace("\"finish_reason\":\"eos\"", "\"finish_reason\":\"stop\"", StringComparison.Ordinal);
}
