using System.Text.Json;
using System.Text.Json.Nodes;
using Anthropic;
using Anthropic.Core;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using Penstock.Tests;
using Penstock.Tests.Resources.Anthropic;
using Xunit;

namespace Penstock.Conformance.DotNet;

/// <summary>What a program does with Anthropic's .NET SDK, done through Penstock: to providers of Anthropic's and of OpenAI's dialect.</summary>
public sealed class AnthropicTests(AnthropicFixture house) : IClassFixture<AnthropicFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ant/p0114")]
    [InlineData("ant/p0118")]
    [InlineData("ant/p0120")]
    [InlineData("ant/p0123")]
    public async Task A_recorded_answer_comes_as_it_was(string model)
    {
        var recorded = JsonNode.Parse(house.Recording(model).ResponseBody)!;
        using var http = NewHttp();
        using var client = Client(http);

        var message = await client.Messages.Create(Ask(model), Ct);

        Assert.Equal((string?)recorded["id"], message.ID);
        Assert.Equal(Texts(recorded, "text", "text"), message.Content.Select(block => block.Value).OfType<TextBlock>().Select(block => block.Text));
        Assert.Equal(Texts(recorded, "thinking", "signature"), message.Content.Select(block => block.Value).OfType<ThinkingBlock>().Select(block => block.Signature));
        Assert.Equal(Texts(recorded, "tool_use", "name"), message.Content.Select(block => block.Value).OfType<ToolUseBlock>().Select(block => block.Name));
        Assert.Equal((long?)recorded["usage"]!["output_tokens"], message.Usage.OutputTokens);
    }

    [Theory]
    [InlineData("ant/p0152", "end_turn")]
    [InlineData("ant/p0145", "tool_use")]
    [InlineData("oai/synthetic:stream:5:200", "end_turn")]
    [InlineData("oai/p0035", "tool_use")]
    public async Task A_stream_comes_event_by_event(string model, string reason)
    {
        house.Recording("ant/p0152");
        using var http = NewHttp();
        using var client = Client(http);

        var events = await client.Messages.CreateStreaming(Ask(model), Ct).ToListAsync(Ct);

        Assert.IsType<RawMessageStartEvent>(events[0].Value);
        Assert.IsType<RawMessageStopEvent>(events[^1].Value);
        Assert.Equal(reason, events.Select(one => one.Value).OfType<RawMessageDeltaEvent>().Single().Delta.StopReason!.Raw());
        Assert.Contains(events, one => one.Value is RawContentBlockDeltaEvent);
    }

    [Fact]
    public async Task OpenAI_s_answer_to_tools_an_image_and_a_schema_is_a_message()
    {
        house.Recording("oai/p0019");
        using var http = NewHttp();
        using var client = Client(http);

        var message = await client.Messages.Create(Ask("oai/p0019") with
        {
            Messages =
            [
                new UserMessageParam
                {
                    Content = new List<ContentBlockParam>
                    {
                        new ImageBlockParam { Source = new Base64ImageSource { Data = "aGk=", MediaType = MediaType.ImagePng } },
                        new TextBlockParam { Text = "What is the weather there?" },
                    },
                },
            ],
            Tools = [new Tool { Name = "get_current_weather", InputSchema = new InputSchema { Properties = new Dictionary<string, JsonElement>() } }],
            Thinking = new ThinkingConfigEnabled { BudgetTokens = 2048 },
            OutputConfig = new OutputConfig { Format = new JsonOutputFormat { Schema = new Dictionary<string, JsonElement> { ["type"] = JsonSerializer.SerializeToElement("object") } } },
        }, Ct);

        Assert.Equal(["Seattle, WA", "San Francisco, CA"], message.Content.Select(block => ((ToolUseBlock)block.Value!).Input["location"].GetString()));
        Assert.Equal("tool_use", message.StopReason!.Raw());
        var received = JsonNode.Parse(house.Received.Body)!;
        Assert.Equal("data:image/png;base64,aGk=", (string?)received["messages"]![0]!["content"]![0]!["image_url"]!["url"]);
        Assert.Equal("json_schema", (string?)received["response_format"]!["type"]);
        Assert.Equal("get_current_weather", (string?)received["tools"]![0]!["function"]!["name"]);
    }

    [Fact]
    public async Task Tokens_are_counted_by_the_provider_or_estimated()
    {
        using var http = NewHttp();
        using var client = Client(http);
        MessageCountTokensParams Of(string model) => new() { Model = model, Messages = [new UserMessageParam { Content = "What is a penstock?" }] };

        Assert.Equal(77, (await client.Messages.CountTokens(Of("ant/count"), Ct)).InputTokens);
        Assert.Equal(11, (await client.Messages.CountTokens(Of("oai/synthetic:unary:300"), Ct)).InputTokens);
    }

    [Fact]
    public async Task Errors_are_raised_as_the_SDK_s_own()
    {
        house.Recording("ant/p0121");
        using var http = NewHttp();
        using var client = Client(http);
        using var nobody = Client(http, "ps_nobody0knows0this0key");

        await Assert.ThrowsAsync<AnthropicNotFoundException>(() => client.Messages.Create(Ask("ant/p0121"), Ct));
        await Assert.ThrowsAsync<AnthropicNotFoundException>(() => client.Messages.Create(Ask("nobody"), Ct));
        await Assert.ThrowsAsync<AnthropicBadRequestException>(() => client.Messages.Create(Ask("oai/synthetic:unary:300") with { MaxTokens = 0 }, Ct));
        await Assert.ThrowsAsync<AnthropicRateLimitException>(() => client.Messages.Create(Ask("oai/429"), Ct));
        await Assert.ThrowsAsync<AnthropicServiceUnavailableException>(() => client.Messages.Create(Ask("oai/503"), Ct));
        await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => nobody.Messages.Create(Ask("ant/p0121"), Ct));
    }

    [Theory]
    [InlineData("ant/cut")]
    [InlineData("ant/clean")]
    [InlineData("ant/event")]
    [InlineData("oai/cut")]
    [InlineData("oai/event")]
    public async Task A_cut_stream_is_raised_after_what_came_of_it(string model)
    {
        house.Recording("ant/p0152");
        using var http = NewHttp();
        using var client = Client(http);
        List<RawMessageStreamEvent> events = [];

        await Assert.ThrowsAnyAsync<AnthropicException>(async () =>
        {
            await foreach (var one in client.Messages.CreateStreaming(Ask(model), Ct))
            {
                events.Add(one);
            }
        });

        Assert.IsType<RawMessageStartEvent>(events[0].Value);
        Assert.DoesNotContain(events, one => one.Value is RawMessageStopEvent);
    }

    private static IEnumerable<string?> Texts(JsonNode message, string type, string name) =>
        message["content"]!.AsArray().Where(block => (string?)block!["type"] == type).Select(block => (string?)block![name]);

    private static MessageCreateParams Ask(string model) => new() { Model = model, MaxTokens = 4096, Messages = [new UserMessageParam { Content = "hi" }] };

    private static HttpClient NewHttp() => new(new SocketsHttpHandler { UseProxy = false, UseCookies = false });

    private AnthropicClient Client(HttpClient http, string? key = null) =>
        new(new ClientOptions { BaseUrl = house.Penstock.Address.ToString(), AuthToken = key ?? PenstockServer.AdminKey, HttpClient = http, MaxRetries = 0 });
}
