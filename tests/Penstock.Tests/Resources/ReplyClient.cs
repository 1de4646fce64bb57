using System.Net.Http.Headers;
using System.Text;

namespace Penstock.Tests.Resources;

/// <summary>Sends requests whose addresses, headers and bodies may be nonsense.</summary>
internal static class ReplyClient
{
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static Task<Reply> GetReplyAsync(this HttpClient client, string path, params (string Name, string Value)[] headers) =>
        client.SendReplyAsync("GET", path, (byte[]?)null, headers);

    public static Task<Reply> SendReplyAsync(this HttpClient client, string verb, string path, string json, params (string Name, string Value)[] headers) =>
        client.SendReplyAsync(verb, path, Encoding.UTF8.GetBytes(json), headers);

    /// <summary>A body is JSON unless a header says else; the path is sent as it is written.</summary>
    public static async Task<Reply> SendReplyAsync(this HttpClient client, string verb, string path, byte[]? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(client.BaseAddress + path, AsWritten));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (name.StartsWith("content-", StringComparison.OrdinalIgnoreCase))
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.Remove(name);
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await client.SendAsync(request);
        return new Reply((int)response.StatusCode, response.Headers, response.Content.Headers, await response.Content.ReadAsByteArrayAsync());
    }
}
