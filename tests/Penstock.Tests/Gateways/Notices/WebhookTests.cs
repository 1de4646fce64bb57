using System.Net;
using System.Text;
using Penstock.Gateways.Notices;
using Xunit;

namespace Penstock.Tests.Gateways.Notices;

public class WebhookTests
{
    private static readonly Uri s_address = new("https://hooks.example/here");
    private readonly ManualTime _time = new();
    private readonly List<string> _posts = [];

    [Fact]
    public async Task A_post_that_is_taken_is_sent_once_as_JSON()
    {
        var (fault, _) = await SendAsync(3, () => new HttpResponseMessage(HttpStatusCode.Accepted));

        Assert.Null(fault);
        Assert.Equal(["POST https://hooks.example/here application/json {\"try\":1}"], _posts);
    }

    [Fact]
    public async Task It_is_made_anew_and_tried_again_with_its_pauses_until_it_is_taken()
    {
        var (fault, waited) = await SendAsync(
            6, () => new HttpResponseMessage(HttpStatusCode.BadGateway), () => throw new HttpRequestException("nobody there"), () => new HttpResponseMessage(HttpStatusCode.OK));

        Assert.Null(fault);
        Assert.Equal(["{\"try\":1}", "{\"try\":2}", "{\"try\":3}"], _posts.Select(post => post.Split(' ')[^1]));
        Assert.Equal(TimeSpan.FromSeconds(1 + 2), waited);
    }

    [Fact]
    public async Task After_its_last_try_it_says_what_went_wrong_in_it()
    {
        var (answered, waited) = await SendAsync(2, () => throw new IOException("cut"), () => new HttpResponseMessage(HttpStatusCode.NotFound));
        var (away, _) = await SendAsync(1, () => throw new HttpRequestException("nobody there"));
        var (silent, _) = await SendAsync(1, () => throw new TaskCanceledException());

        Assert.Equal("it answered 404", answered);
        Assert.Equal(TimeSpan.FromSeconds(1), waited);
        Assert.Equal("nobody there", away);
        Assert.Equal("it did not answer in time", silent);
    }

    [Fact]
    public async Task It_ends_with_its_owner()
    {
        using var over = new CancellationTokenSource();
        using var client = Webhook.Client(new Scripted(new Queue<Func<HttpResponseMessage>>([() => throw Ended(over)]), _posts));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Webhook(1, Pause, _time).SendAsync(client, Post, over.Token));

        Assert.Single(_posts);
    }

    private static TimeSpan Pause(int tried) => TimeSpan.FromSeconds(tried);

    private static OperationCanceledException Ended(CancellationTokenSource over)
    {
        over.Cancel();
        return new OperationCanceledException(over.Token);
    }

    private HttpRequestMessage Post() => Webhook.Post(s_address, Encoding.UTF8.GetBytes($$"""{"try":{{_posts.Count + 1}}}"""));

    private async Task<(string? Fault, TimeSpan Waited)> SendAsync(int tries, params Func<HttpResponseMessage>[] answers)
    {
        using var client = Webhook.Client(new Scripted(new Queue<Func<HttpResponseMessage>>(answers), _posts));
        var waited = TimeSpan.Zero;
        var webhook = new Webhook(tries, Pause, _time);
        var sending = webhook.SendAsync(client, Post, TestContext.Current.CancellationToken);
        while (!sending.IsCompleted)
        {
            waited += TimeSpan.FromSeconds(1);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        return (await sending, waited);
    }

    private sealed class Scripted(Queue<Func<HttpResponseMessage>> answers, List<string> posts) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            posts.Add($"{request.Method} {request.RequestUri} {request.Content!.Headers.ContentType} {await request.Content.ReadAsStringAsync(cancellationToken)}");
            return answers.Dequeue()();
        }
    }
}
