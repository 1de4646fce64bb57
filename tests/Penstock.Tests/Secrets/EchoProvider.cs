using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Penstock.Tests.Gateways;

namespace Penstock.Tests.Secrets;

/// <summary>A provider that tells everything it was sent in its errors; the model's name says which error.</summary>
internal static partial class EchoProvider
{
    public static Task<OtherHost> StartAsync() => OtherHost.StartAsync(AnswerAsync);

    // Gemini's addresses have it as models/name:verb, Bedrock's as model/name/verb, Azure's with a version as deployments/name/.
    private static string OfPath(string path) => Named().Match(path) is { Success: true } match ? match.Groups[1].Value : path;

    [GeneratedRegex("/(?:models?|deployments)/([^:/]+)[:/]")]
    private static partial Regex Named();

    private static async Task AnswerAsync(HttpContext http, OtherHost.Received request)
    {
        var model = request.Body.Length == 0 ? "" : (string?)JsonNode.Parse(request.Body)?["model"] ?? OfPath(request.Target);
        var echo = string.Join("; ", request.Headers.Select(header => $"{header.Key}: {header.Value}")) + " " + request.Body;
        switch (model)
        {
            case { } status when status.StartsWith("status-", StringComparison.Ordinal):
                http.Response.StatusCode = int.Parse(status["status-".Length..], System.Globalization.CultureInfo.InvariantCulture);
                http.Response.Headers["www-authenticate"] = echo.Replace('\n', ' ').Replace('\r', ' ');
                await http.Response.WriteAsJsonAsync(new { error = new { message = "Incorrect API key provided: " + echo, type = "invalid_request_error", code = "x", param = echo } });
                break;
            case "text":
                http.Response.StatusCode = 500;
                await http.Response.WriteAsync("<html>" + echo + "</html>");
                break;
            case "garbage":
                await http.Response.WriteAsync("not json " + echo);
                break;
            case "hang":
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
                break;
            case "reset":
                http.Abort();
                break;
            case "stream-error":
                http.Response.ContentType = "text/event-stream";
                await http.Response.WriteAsync("data: " + JsonSerializer.Serialize(new { id = "c", @object = "chat.completion.chunk", choices = new[] { new { index = 0, delta = new { content = "he" } } } }) + "\n\n");
                await http.Response.WriteAsync("data: " + JsonSerializer.Serialize(new { error = new { message = echo, type = "server_error" } }) + "\n\n");
                break;
            case "stream-cut":
                http.Response.ContentType = "text/event-stream";
                await http.Response.WriteAsync("data: " + JsonSerializer.Serialize(new { id = "c", @object = "chat.completion.chunk", choices = new[] { new { index = 0, delta = new { content = "he" } } } }) + "\n\ndata: {\"broken\": " + JsonSerializer.Serialize(echo) + "\n\n");
                break;
            default:
                await http.Response.WriteAsJsonAsync(new { id = "c", @object = "chat.completion", model, choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = "fine" } } }, usage = new { prompt_tokens = 1, completion_tokens = 1, total_tokens = 2 } });
                break;
        }
    }
}
