using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Xunit;

namespace Penstock.Conformance.Exchanges;

/// <summary>A stream that was cut, byte by byte: what came before, one event that says so, and no clean end.</summary>
public sealed class CutStreamTests(ReplayServer server)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("cut-reset", "provider_cut")]
    [InlineData("cut-fin", "provider_cut")]
    [InlineData("cut-clean", "provider_cut")]
    [InlineData("cut-malformed", "provider_cut")]
    [InlineData("cut-event", "provider_error")]
    [InlineData("cut-openrouter", "provider_error")]
    public async Task A_cut_stream_ends_with_an_error_event_and_a_broken_body(string fault, string kind)
    {
        var model = ReplayConfig.Fault(fault);
        using var client = server.NewClient(Guid.NewGuid().ToString());
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions")
        {
            Content = JsonContent.Create(new { model, stream = true, messages = Array.Empty<object>() }),
            Headers = { Authorization = new("Bearer", server.AdminKey) },
        };
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var seen = new MemoryStream();

        await Assert.ThrowsAnyAsync<IOException>(async () => await (await answer.Content.ReadAsStreamAsync(Ct)).CopyToAsync(seen, Ct));

        var events = SseText.Events(seen.ToArray()).Select(each => SseText.Data(each)!).ToArray();
        Assert.Equal(4, events.Length);
        Assert.All(events[..3], data => Assert.Equal(model, JsonDocument.Parse(data).RootElement.GetProperty("model").GetString()));
        var last = JsonDocument.Parse(events[3]).RootElement;
        Assert.NotEmpty(last.GetProperty("error").GetProperty("message").GetString()!);
        if (last.TryGetProperty("model", out var named))
        {
            Assert.Equal(model, named.GetString());
        }

        var record = await server.RecordAsync(answer.Headers.GetValues("x-penstock-call-id").Single());
        Assert.Equal("cut", record.GetProperty("end").GetString());
        Assert.Equal(kind, record.GetProperty("error_kind").GetString());
    }
}
