using System.Net.Http.Headers;

namespace Penstock.Gateways.Notices;

/// <summary>Posts JSON to webhooks, and tries again when it is not taken.</summary>
/// <param name="tries">How often it is tried at the most.</param>
/// <param name="pause">How long it waits after that many tries.</param>
/// <param name="time">The clock.</param>
internal sealed class Webhook(int tries, Func<int, TimeSpan> pause, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What posts; one that has not answered in ten seconds has not taken it.</summary>
    public static HttpClient Client(HttpMessageHandler handler) => new(handler) { Timeout = Patience };

    /// <summary>A post of a JSON body.</summary>
    public static HttpRequestMessage Post(Uri? address, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return request;
    }

    /// <summary>Posts until it is taken.</summary>
    /// <param name="client">What posts.</param>
    /// <param name="post">Makes the post of a try.</param>
    /// <param name="ct">Stops trying.</param>
    /// <returns>What went wrong in the last try; null when it was taken.</returns>
    public Task<string?> SendAsync(HttpClient client, Func<HttpRequestMessage> post, CancellationToken ct) =>
        SendAsync(client, _ => ValueTask.FromResult<(HttpRequestMessage?, string?)>((post(), null)), ct);

    /// <summary>Posts until it is taken.</summary>
    /// <param name="client">What posts.</param>
    /// <param name="post">Makes the post of a try, as one that is signed says when it is sent; or says why it cannot be made.</param>
    /// <param name="ct">Stops trying.</param>
    /// <returns>What went wrong in the last try; null when it was taken.</returns>
    public async Task<string?> SendAsync(HttpClient client, Func<CancellationToken, ValueTask<(HttpRequestMessage? Post, string? Fault)>> post, CancellationToken ct)
    {
        for (var tried = 1; ; tried++)
        {
            var fault = await TryAsync(client, post, ct);
            if (fault is null || tried == tries)
            {
                return fault;
            }

            await Task.Delay(pause(tried), time, ct);
        }
    }

    private static async Task<string?> TryAsync(HttpClient client, Func<CancellationToken, ValueTask<(HttpRequestMessage? Post, string? Fault)>> post, CancellationToken ct)
    {
        var (made, fault) = await post(ct);
        if (made is null)
        {
            return fault;
        }

        using var request = made;
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return answer.IsSuccessStatusCode ? null : $"it answered {(int)answer.StatusCode}";
        }
        catch (Exception failed) when (failed is HttpRequestException or IOException || (failed is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return failed is OperationCanceledException ? "it did not answer in time" : failed.Message;
        }
    }
}
