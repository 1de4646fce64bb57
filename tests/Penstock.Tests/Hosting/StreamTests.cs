using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Domain.Calls;
using Penstock.Pipeline.Ledger;
using Xunit;

namespace Penstock.Tests.Hosting;

/// <summary>Functions that yield, over HTTP.</summary>
public sealed class StreamTests : IAsyncLifetime
{
    private ServeTest _test = null!;
    private readonly TaskCompletionSource _cancelled = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public sealed record Step(int Number, string Text);

    public async ValueTask InitializeAsync() => _test = await Serve.Test(app => app
        .Stream("count", Count, "Counts.")
        .Stream("breaks", Breaks)
        .Stream("refuses", Refuses)
        .Stream("endless", Endless)
        .Stream("none", None));

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData(null, "text/event-stream", "data: {\"number\":1,\"text\":\"é\\n\"}\n\ndata: {\"number\":2,\"text\":\"é\\n\"}\n\n")]
    [InlineData("text/event-stream", "text/event-stream", "data: {\"number\":1,\"text\":\"é\\n\"}\n\ndata: {\"number\":2,\"text\":\"é\\n\"}\n\n")]
    [InlineData("application/jsonl", "application/jsonl", "{\"number\":1,\"text\":\"é\\n\"}\n{\"number\":2,\"text\":\"é\\n\"}\n")]
    [InlineData("application/x-ndjson", "application/x-ndjson", "{\"number\":1,\"text\":\"é\\n\"}\n{\"number\":2,\"text\":\"é\\n\"}\n")]
    [InlineData("application/json", "application/json", "[{\"number\":1,\"text\":\"é\\n\"},{\"number\":2,\"text\":\"é\\n\"}]")]
    [InlineData("text/event-stream;q=0.5, application/json", "application/json", "[{\"number\":1,\"text\":\"é\\n\"},{\"number\":2,\"text\":\"é\\n\"}]")]
    public async Task Items_come_as_the_caller_asks(string? accept, string contentType, string body)
    {
        using var answer = await SendAsync("count", """{"to":2}""", accept);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync(Ct));
        var record = await RecordAsync(answer);
        Assert.Equal((CallEnd.Completed, true), (record.End, record.Stream));
        Assert.Equal(System.Text.Encoding.UTF8.GetByteCount(body), record.ResponseBytes);
    }

    [Fact]
    public async Task No_item_is_an_empty_list() => Assert.Empty(await _test.Call<Step[]>("none", new { }, Ct));

    [Theory]
    [InlineData("text/event-stream", "data: 1\n\nevent: error\ndata: {\"type\":\"about:blank\"")]
    [InlineData("application/jsonl", "1\n")]
    [InlineData("application/json", "[1")]
    public async Task A_stream_that_fails_is_cut_and_recorded_so(string accept, string begins)
    {
        using var answer = await SendAsync("breaks", "{}", accept);
        var got = new MemoryStream();
        await Assert.ThrowsAnyAsync<Exception>(async () => await (await answer.Content.ReadAsStreamAsync(Ct)).CopyToAsync(got, Ct));
        var text = System.Text.Encoding.UTF8.GetString(got.ToArray());
        Assert.StartsWith(begins, text);
        Assert.DoesNotContain("secret", text);
        Assert.Equal(CallEnd.Cut, (await RecordAsync(answer)).End);
    }

    [Fact]
    public async Task A_stream_that_fails_before_its_first_item_is_an_ordinary_error()
    {
        using var answer = await SendAsync("refuses", """{"what":"x"}""", "text/event-stream");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("\"path\":\"what\"", await answer.Content.ReadAsStringAsync(Ct));
        using var invalid = await SendAsync("count", """{"to":"many"}""", "text/event-stream");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, invalid.StatusCode);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_enumeration()
    {
        var answer = await SendAsync("endless", "{}", "text/event-stream");
        var stream = await answer.Content.ReadAsStreamAsync(Ct);
        Assert.True(await stream.ReadAsync(new byte[16], Ct) > 0);
        answer.Dispose();
        await _cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), Ct);
        Assert.Equal(CallEnd.ClientLeft, (await RecordAsync(answer)).End);
    }

    [Fact]
    public async Task The_catalogue_and_the_document_say_that_it_streams()
    {
        Assert.Contains("\"streams\":true", await _test.Client.GetStringAsync("models/count", Ct));
        var document = System.Text.Json.Nodes.JsonNode.Parse(await _test.Client.GetStringAsync("openapi/v1.json", Ct))!;
        var contents = document["paths"]!["/models/count/invoke"]!["post"]!["responses"]!["200"]!["content"]!.AsObject();
        Assert.Equal(["application/json", "application/jsonl", "application/x-ndjson", "text/event-stream"], contents.Select(content => content.Key).Order(StringComparer.Ordinal));
        Assert.Equal("#/components/schemas/count.Output", (string?)contents["application/jsonl"]!["schema"]!["$ref"]);
        Assert.Equal("array", (string?)document["components"]!["schemas"]!["count.Outputs"]!["type"]);
    }

    [Fact]
    public void What_does_not_yield_is_no_stream() =>
        Assert.Contains("IAsyncEnumerable", Assert.Throws<ArgumentException>(() => Serve.App().Stream("x", () => 1)).Message);

    private static async IAsyncEnumerable<Step> Count(int to, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var i = 1; i <= to; i++)
        {
            await Task.Yield();
            ct.ThrowIfCancellationRequested();
            yield return new Step(i, "é\n");
        }
    }

    private static async IAsyncEnumerable<int> Breaks()
    {
        await Task.Yield();
        yield return 1;
        throw new InvalidOperationException("a secret");
    }

    private static async IAsyncEnumerable<int> Refuses(string what)
    {
        await Task.Yield();
        yield return what == "y" ? 1 : throw new ArgumentException("Say y.", nameof(what));
    }

    private async IAsyncEnumerable<int> Endless([EnumeratorCancellation] CancellationToken ct)
    {
        try
        {
            for (var i = 0; ; i++)
            {
                yield return i;
                await Task.Delay(1, ct);
            }
        }
        finally
        {
            _cancelled.TrySetResult();
        }
    }

    private static async IAsyncEnumerable<Step> None()
    {
        await Task.Yield();
        yield break;
    }

    private async Task<HttpResponseMessage> SendAsync(string model, string body, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"models/{model}/invoke") { Content = new StringContent(body, null, "application/json") };
        foreach (var type in accept?.Split(',') ?? [])
        {
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(type));
        }

        return await _test.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
    }

    private async Task<CallRecord> RecordAsync(HttpResponseMessage answer)
    {
        var id = answer.Headers.GetValues("x-penstock-call-id").Single();
        var calls = _test.Services.GetRequiredService<ICallStore>();
        var until = DateTime.UtcNow.AddSeconds(30);
        while (true)
        {
            await calls.CatchUpAsync(Ct);
            if (await calls.FindAsync(id, Ct) is { } record)
            {
                return record;
            }

            Assert.True(DateTime.UtcNow < until, "The call was not recorded.");
            await Task.Delay(20, Ct);
        }
    }
}
