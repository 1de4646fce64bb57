using Microsoft.AspNetCore.Http;
using Penstock.Domain.Calls;
using Penstock.Resources;
using Penstock.Resources.Calls;
using Penstock.Resources.Models;
using Xunit;

namespace Penstock.Tests.Resources.Calls;

/// <summary>How much memory a body takes before it has come. Complaint C15 of gateways.md, section 5: memory that grows with what callers send.</summary>
public sealed class HttpCallBodyMemoryTests
{
    private readonly PoisonPool _pool = new();

    [Fact]
    public async Task A_client_that_says_a_gigabyte_and_sends_little_costs_little()
    {
        var (request, error) = await ReadAsync(1 << 30, "[1]"u8.ToArray());

        Assert.Null(error);
        Assert.InRange(_pool.Largest, 1, 1024 * 1024);
        request!.Dispose();
        Assert.Equal(0, _pool.Out);
    }

    [Theory]
    [InlineData(3_000_000L)]
    [InlineData(null)]
    public async Task A_long_body_is_one_piece_all_the_same(long? length)
    {
        var sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);

        var (request, _) = await ReadAsync(length, sent);

        Assert.Equal(sent, request!.Body.ToArray());
        request.Dispose();
        Assert.Equal(0, _pool.Out);
    }

    [Fact]
    public async Task A_short_body_takes_as_much_as_it_says()
    {
        await ReadAsync(5000, new byte[5000]);

        Assert.Equal(5000, _pool.Largest);
    }

    private async Task<(CallRequest? Request, CallError? Error)> ReadAsync(long? length, byte[] sent)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentType = "application/json";
        http.Request.ContentLength = length;
        http.Request.Body = new MemoryStream(sent);
        var body = new HttpCallBody(http.Request, new InvokeProtocol(new ModelErrors(ProblemFormat.Instance, false), ItemForm.Events, "text/event-stream"), Capability.Predict, 1L << 31, _pool);
        return await body.ReadAsync(TestContext.Current.CancellationToken);
    }
}
