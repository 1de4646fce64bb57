using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Penstock.Domain.Calls;

namespace Penstock.Resources.Management;

/// <summary>Reads the small JSON bodies of the management API.</summary>
internal static class ManagementBody
{
    private const int Longest = 1024 * 1024;

    /// <summary>Reads the body as a JSON object and hands it on; the error says what is wrong with it.</summary>
    public static async ValueTask<(T? Value, CallError? Error)> ReadAsync<T>(HttpRequest request, Func<JsonElement, (T?, CallError?)> read)
        where T : class
    {
        // Before anything is done: a key that was made and could not be shown would be lost.
        if ((MediaTypes.RefuseContent(request) ?? MediaTypes.RefuseAccept(request, MediaTypes.Json)) is { } refused)
        {
            return (null, refused);
        }

        if (request.ContentLength > Longest)
        {
            return (null, TooLarge);
        }

        try
        {
            using var bounded = new MemoryStream();
            var buffer = new byte[4096];
            for (int count; (count = await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted)) > 0;)
            {
                bounded.Write(buffer, 0, count);
                if (bounded.Length > Longest)
                {
                    return (null, TooLarge);
                }
            }

            using var document = JsonDocument.Parse(bounded.GetBuffer().AsMemory(0, (int)bounded.Length), new JsonDocumentOptions { AllowDuplicateProperties = false });
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? read(document.RootElement)
                : (null, new CallError(ErrorKind.InvalidRequest, "The body must be a JSON object."));
        }
        catch (JsonException exception)
        {
            return (null, new CallError(ErrorKind.InvalidRequest, $"The body is not valid JSON, or names a member twice: {exception.Message}") { Code = "invalid_json" });
        }
        catch (InvalidOperationException)
        {
            // The parser looks into texts only when they are asked for.
            return (null, new CallError(ErrorKind.InvalidRequest, "The body is not valid JSON: a text in it is not valid Unicode.") { Code = "invalid_json" });
        }
        catch (IOException exception)
        {
            return (null, new CallError(ErrorKind.InvalidRequest, $"The body could not be read: {exception.Message}"));
        }
    }

    private static CallError TooLarge => new(ErrorKind.TooLarge, $"The body is larger than {Longest} bytes.");
}
