using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Domain.Calls;

namespace Penstock.Resources;

/// <summary>Answers with JSON that is not a call's.</summary>
internal static class JsonAnswer
{
    /// <summary>Writes a value; an <c>Accept</c> that JSON does not fit gets 406, in the given format or as problem details.</summary>
    public static async Task WriteAsync<T>(HttpContext http, T value, JsonTypeInfo<T> type, int status = StatusCodes.Status200OK, ErrorFormat? errors = null)
    {
        if (MediaTypes.RefuseAccept(http.Request, MediaTypes.Json) is { } refused)
        {
            await ErrorAnswer.WriteAsync(http, errors ?? ProblemFormat.Instance, refused, http.RequestServices.GetRequiredService<CallIds>().Next());
            return;
        }

        var response = http.Response;
        response.StatusCode = status;
        response.ContentType = "application/json";
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        await using var writer = new Utf8JsonWriter(response.BodyWriter, JsonText.Options);
        JsonSerializer.Serialize(writer, value, type);
    }
}
