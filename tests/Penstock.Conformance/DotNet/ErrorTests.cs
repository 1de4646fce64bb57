using System.ClientModel;
using OpenAI.Chat;
using Xunit;

namespace Penstock.Conformance.DotNet;

/// <summary>The .NET SDK raises its own exception, with the status that says what to do.</summary>
public sealed class ErrorTests(ReplayServer server)
{
    private const string Model = "house/chat:1.0";
    private static readonly ChatMessage[] Hello = [new UserChatMessage("hello")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string> Recorded => Recordings.Cases(exchange => exchange.Status >= 400);

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task A_recorded_error_is_raised(string model)
    {
        var exchange = Recordings.Of(model);
        var message = Recordings.Answer(exchange).GetProperty("error").GetProperty("message").GetString()!;
        using var client = new SdkClient(server);

        var raised = await Assert.ThrowsAsync<ClientResultException>(async () =>
        {
            if (Recordings.Operation(exchange) == "embeddings")
            {
                await client.Embeddings(model).GenerateEmbeddingAsync("hello", cancellationToken: Ct);
            }
            else if (exchange.Stream)
            {
                await client.Chat(model).CompleteChatStreamingAsync(Hello, cancellationToken: Ct).ToListAsync(Ct);
            }
            else
            {
                await client.Chat(model).CompleteChatAsync(Hello, cancellationToken: Ct);
            }
        });

        var masked = exchange.Status is 401 or 403;
        Assert.Equal(masked ? 502 : exchange.Status, raised.Status);
        Assert.Equal(!masked, raised.Message.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("status-429", 429)]
    [InlineData("status-500", 500)]
    [InlineData("status-503", 503)]
    [InlineData("reset", 502)]
    [InlineData("half", 502)]
    public async Task A_providers_trouble_is_raised(string fault, int status)
    {
        var raised = await RaisedAsync(server.AdminKey, ReplayConfig.Fault(fault));

        Assert.Equal(status, raised.Status);
        Assert.Equal(fault == "status-429" ? "7" : null, RetryAfter(raised));
    }

    [Fact]
    public async Task A_key_that_nobody_knows_is_raised() => Assert.Equal(401, (await RaisedAsync("ps_nobody0knows0this0key", Model)).Status);

    [Fact]
    public async Task A_model_that_does_not_exist_is_raised()
    {
        var raised = await RaisedAsync(server.AdminKey, "house/chat:1.1");

        Assert.Equal(404, raised.Status);
        Assert.Contains("house/chat:1.1", raised.Message);
    }

    [Fact]
    public async Task A_model_to_read_that_does_not_exist_is_raised()
    {
        using var client = new SdkClient(server);

        var raised = await Assert.ThrowsAsync<ClientResultException>(() => client.Models().GetModelAsync("house/none", Ct));

        Assert.Equal(404, raised.Status);
    }

    [Fact]
    public async Task A_model_that_the_key_may_not_call_is_raised()
    {
        var key = await server.NewKeyAsync(new { name = "elsewhere", allowed_models = new[] { "house/stream" } });

        Assert.Equal(403, (await RaisedAsync(key, Model)).Status);
    }

    [Fact]
    public async Task A_second_request_in_a_minute_that_allows_one_is_raised_with_the_time_to_wait()
    {
        var key = await server.NewKeyAsync(new { name = "slow", requests_per_minute = 1 });
        using (var first = new SdkClient(server, key))
        {
            await first.Chat(Model).CompleteChatAsync(Hello, cancellationToken: Ct);
        }

        var raised = await RaisedAsync(key, Model);

        Assert.Equal(429, raised.Status);
        Assert.InRange(int.Parse(RetryAfter(raised)!), 1, 61);
    }

    private static string? RetryAfter(ClientResultException raised) =>
        raised.GetRawResponse()!.Headers.TryGetValue("retry-after", out var value) ? value : null;

    private async Task<ClientResultException> RaisedAsync(string key, string model)
    {
        using var client = new SdkClient(server, key);
        return await Assert.ThrowsAsync<ClientResultException>(() => client.Chat(model).CompleteChatAsync(Hello, cancellationToken: Ct));
    }
}
