using System.Text.Encodings.Web;
using System.Text.Json;

namespace Penstock.Resources;

/// <summary>How JSON is written here: what HTML alone would need escaped is not, since no body stands in HTML.</summary>
internal static class JsonText
{
    /// <summary>For <see cref="Utf8JsonWriter"/>.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
