using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using OpenAI.Responses;
using Xunit;

namespace Penstock.Conformance.Responses;

#pragma warning disable OPENAI001 // The SDK may still change it; these tests would show that.

/// <summary>The .NET SDK's responses through Penstock, over a provider of chats and over one of responses.</summary>
public sealed class DotNetResponsesTests(ResponsesFixture server) : IClassFixture<ResponsesFixture>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private ResponsesClient Client => new(
        new ApiKeyCredential(server.Key),
        new ResponsesClientOptions { Endpoint = server.BaseAddress, RetryPolicy = new ClientRetryPolicy(0) });

    [Fact]
    public async Task Answers_follows_reads_and_deletes_over_a_provider_of_chats()
    {
        var client = Client;
        var first = (await client.CreateResponseAsync(new CreateResponseOptions("chat", [ResponseItem.CreateUserMessageItem("one")]) { Metadata = { ["a"] = "b" }, EndUserId = "u" }, Ct)).Value;
        var second = (await client.CreateResponseAsync("chat", "two", first.Id, Ct)).Value;

        Assert.Equal((ResponseStatus.Completed, "chat", "b", "u"), (first.Status, first.Model, first.Metadata["a"], first.EndUserId));
        Assert.NotEmpty(first.GetOutputText());
        Assert.Equal(first.Id, second.PreviousResponseId);
        Assert.Equal(second.GetOutputText(), (await client.GetResponseAsync(second.Id, Ct)).Value.GetOutputText());
        Assert.Equal(3, (await client.GetResponseInputItemsAsync(second.Id, Ct).ToListAsync(Ct)).Count);
        Assert.True((await client.DeleteResponseAsync(second.Id, Ct)).Value.Deleted);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => client.GetResponseAsync(second.Id, Ct))).Status);
    }

    [Fact]
    public async Task Sends_pictures_schemas_and_tools_to_a_provider_of_chats()
    {
        var options = new CreateResponseOptions("chat",
        [
            ResponseItem.CreateSystemMessageItem("be brief"),
            ResponseItem.CreateUserMessageItem([ResponseContentPart.CreateInputTextPart("what is this?"), ResponseContentPart.CreateInputImagePart(BinaryData.FromBytes(new byte[] { 1, 2, 3 }, "image/png"))]),
            ResponseItem.CreateFunctionCallItem("call_1", "look", BinaryData.FromString("{}")),
            ResponseItem.CreateFunctionCallOutputItem("call_1", "a gate"),
        ])
        {
            MaxOutputTokenCount = 17,
            Temperature = 0.25f,
            Tools = { ResponseTool.CreateFunctionTool("look", BinaryData.FromString("""{"type":"object"}"""), true, "Looks.") },
            TextOptions = new ResponseTextOptions { TextFormat = ResponseTextFormat.CreateJsonSchemaFormat("place", BinaryData.FromString("""{"type":"object"}"""), null, true) },
        };

        await Client.CreateResponseAsync(options, Ct);

        var sent = JsonDocument.Parse(server.Upstream.Requests.Last(request => request.Target.EndsWith("/chat/completions", StringComparison.Ordinal)).Body).RootElement;
        Assert.Equal(["system", "user", "assistant", "tool"], sent.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()));
        Assert.Equal("data:image/png;base64,AQID", sent.GetProperty("messages")[1].GetProperty("content")[1].GetProperty("image_url").GetProperty("url").GetString());
        Assert.Equal("look", sent.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
        Assert.Equal(("place", 17), (sent.GetProperty("response_format").GetProperty("json_schema").GetProperty("name").GetString(), sent.GetProperty("max_completion_tokens").GetInt32()));
    }

    [Fact]
    public async Task Streams_text_and_tool_calls_over_a_provider_of_chats()
    {
        _ = Recordings.Of("openai/p0019");
        var text = await ReadAsync("stream");
        Assert.Equal(20, text.OfType<StreamingResponseOutputTextDeltaUpdate>().Count());
        Assert.Equal(20, text.OfType<StreamingResponseCompletedUpdate>().Single().Response.Usage.OutputTokenCount);

        var tools = await ReadAsync("streamed-tools");
        Assert.Equal(
            ["""{"password": "mellon"}""", """{"password": "radiance"}"""],
            tools.OfType<StreamingResponseCompletedUpdate>().Single().Response.OutputItems.OfType<FunctionCallResponseItem>().Select(call => call.FunctionArguments.ToString()));
    }

    [Fact]
    public async Task Reads_every_recording_of_responses()
    {
        _ = Recordings.Of("openai/p0019");
        var count = 0;
        foreach (var exchange in server.Recorded(exchange => exchange.Status == 200))
        {
            var model = $"responses/{exchange.Id}";
            var response = exchange.Stream
                ? (await ReadAsync(model)).Select(update => update is StreamingResponseCompletedUpdate done ? done.Response : (update as StreamingResponseIncompleteUpdate)?.Response).Last(last => last is not null)!
                : (await Client.CreateResponseAsync(model, "x", null, Ct)).Value;
            Assert.Equal(model, response.Model);
            count++;
        }

        Assert.True(count >= 19, $"only {count} recordings");
    }

    [Theory]
    [InlineData("cut-chat")]
    [InlineData("cut-responses")]
    public async Task A_cut_stream_is_raised_or_told_as_an_error(string model)
    {
        _ = Recordings.Of("openai/p0019");
        List<StreamingResponseUpdate> seen = [];

        var raised = await Record.ExceptionAsync(async () =>
        {
            await foreach (var update in await Client.CreateResponseStreamingAsync(model, "x", null, Ct))
            {
                seen.Add(update);
            }
        });

        Assert.NotNull(raised);
        Assert.NotEmpty(seen);
        Assert.DoesNotContain(seen, update => update is StreamingResponseCompletedUpdate);
    }

    [Fact]
    public async Task Errors_are_the_SDK_s_own()
    {
        Assert.Equal(429, (await Assert.ThrowsAsync<ClientResultException>(() => Client.CreateResponseAsync("busy", "x", null, Ct))).Status);
        Assert.Equal(404, (await Assert.ThrowsAsync<ClientResultException>(() => Client.CreateResponseAsync("nothing", "x", null, Ct))).Status);
    }

    private async Task<List<StreamingResponseUpdate>> ReadAsync(string model)
    {
        List<StreamingResponseUpdate> updates = [];
        await foreach (var update in await Client.CreateResponseStreamingAsync(model, "x", null, Ct))
        {
            updates.Add(update);
        }

        return updates;
    }
}
