using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Penstock.Tests.Resources;

/// <summary>An answer, read whole.</summary>
internal sealed record Reply(int Status, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders, byte[] Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => JsonElement.Parse(Bytes);

    public string? ContentType => ContentHeaders.ContentType?.MediaType;

    public string CallId => Header("x-penstock-call-id") ?? throw new InvalidOperationException("The answer has no x-penstock-call-id.");

    public string? Header(string name) =>
        Headers.TryGetValues(name, out var values) || ContentHeaders.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    /// <summary>A member of the body, by its path: <c>error.code</c>, <c>data.0.id</c>.</summary>
    public string? At(string path)
    {
        var at = Json;
        foreach (var step in path.Split('.'))
        {
            at = int.TryParse(step, out var index) ? at[index] : at.GetProperty(step);
        }

        return at.ValueKind == JsonValueKind.Null ? null : at.ToString();
    }
}
