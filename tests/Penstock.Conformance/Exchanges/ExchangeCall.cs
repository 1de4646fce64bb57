using System.Net;
using System.Text;
using System.Text.Json;

namespace Penstock.Conformance.Exchanges;

/// <summary>A recorded request sent through Penstock, and all that came of it.</summary>
/// <param name="Status">The client's status.</param>
/// <param name="MediaType">The client's media type.</param>
/// <param name="Body">The client's body.</param>
/// <param name="Sent">What the client sent.</param>
/// <param name="Received">What the provider got.</param>
/// <param name="Record">The ledger's record.</param>
internal sealed record ExchangeCall(HttpStatusCode Status, string? MediaType, string Body, string Sent, string Received, JsonElement Record)
{
    public static async Task<ExchangeCall> RunAsync(ReplayServer server, string operation, string body, CancellationToken ct)
    {
        var mark = Guid.NewGuid().ToString();
        using var client = server.NewClient(mark);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/" + operation)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.Authorization = new("Bearer", server.AdminKey);
        using var answer = await client.SendAsync(request, ct);
        var said = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(ct));
        var received = await server.ReceivedAsync(mark);
        var record = await server.RecordAsync(answer.Headers.GetValues("x-penstock-call-id").Single());
        return new ExchangeCall(answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, said, body, Encoding.UTF8.GetString(received.Body), record);
    }
}
