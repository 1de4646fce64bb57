using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.EventStreams;
using Penstock.Tests.Dialects.EventStreams;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Bedrock;

/// <summary>Bedrock's addresses before a provider that is Bedrock and before one that is not, over recordings.</summary>
public sealed class BedrockResourceTests
{
    private const string Hello = """{"messages":[{"role":"user","content":[{"text":"hi"}]}],"futureMember":{"a":1}}""";
    private const string OpenAiHello = """{"model":"MODEL","messages":[{"role":"user","content":"hi"}],"stream":STREAM}""";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Bytes_cross_untouched_between_client_and_provider_of_the_dialect()
    {
        await using var servers = await Servers.StartAsync();
        var recorded = servers.Recorded("p0162");

        using var answer = await servers.PostAsync("model/bedrock%2Fchat/converse", Hello);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(recorded.ResponseBody, await answer.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(recorded.ResponseHeaders["x-amzn-requestid"], Assert.Single(answer.Headers.GetValues("x-amzn-requestid")));
        var received = Assert.Single(servers.Upstream.Requests);
        Assert.Equal(Hello, Encoding.UTF8.GetString(received.Body));
        Assert.Equal($"/model/{recorded.Id}/converse", received.Target);
        Assert.Equal("Bearer key-0123456789", received.Headers["authorization"]);
        await servers.AssertRecordAsync(answer, "completed");
    }

    [Fact]
    public async Task Streams_cross_untouched_between_client_and_provider_of_the_dialect()
    {
        await using var servers = await Servers.StartAsync();
        foreach (var (model, operation, recording) in new[] { ("bedrock/stream", "converse-stream", "p0167"), ("bedrock/native-stream", "invoke-with-response-stream", "p0187") })
        {
            var recorded = servers.Recorded(recording);

            using var answer = await servers.PostAsync($"model/{model}/{operation}", Hello);

            Assert.Equal(recorded.ResponseBody, await answer.Content.ReadAsByteArrayAsync(Ct));
            Assert.Equal(EventStreamWriter.MediaType, answer.Content.Headers.ContentType!.MediaType);
            await servers.AssertRecordAsync(answer, "completed");
        }

        Assert.All(servers.Upstream.Requests, received => Assert.Equal(Hello, Encoding.UTF8.GetString(received.Body)));
    }

    [Fact]
    public async Task Native_bodies_cross_untouched_and_are_metered_by_headers()
    {
        await using var servers = await Servers.StartAsync();

        using var answer = await servers.PostAsync("model/bedrock/native/invoke", """{"anthropic_version":"bedrock-2023-05-31","messages":[]}""");

        Assert.Equal(servers.Recorded("p0182").ResponseBody, await answer.Content.ReadAsByteArrayAsync(Ct));
        var usage = (await servers.RecordAsync(answer)).GetProperty("usage");
        Assert.Equal((18135, 50), (usage.GetProperty("input_tokens").GetInt64(), usage.GetProperty("output_tokens").GetInt64()));
    }

    [Fact]
    public async Task A_client_of_the_dialect_is_answered_by_a_provider_of_another()
    {
        await using var servers = await Servers.StartAsync();

        using var answer = await servers.PostAsync("model/openai%2Ftools/converse", Hello);
        using var stream = await servers.PostAsync("model/openai/stream/converse-stream", Hello);

        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Ct);
        Assert.Equal("tool_use", body.GetProperty("stopReason").GetString());
        var calls = body.GetProperty("output").GetProperty("message").GetProperty("content").EnumerateArray().Where(block => block.TryGetProperty("toolUse", out _)).ToArray();
        Assert.Equal(2, calls.Length);
        Assert.Equal("San Francisco, CA", calls[1].GetProperty("toolUse").GetProperty("input").GetProperty("location").GetString());
        Assert.Equal(EventStreamWriter.MediaType, stream.Content.Headers.ContentType!.MediaType);
        var (events, broken, torn) = await Messages.ReadAsync(await stream.Content.ReadAsByteArrayAsync(Ct), 999);
        Assert.True(broken is null && !torn);
        Assert.Equal("messageStart", events[0].Type);
        Assert.Equal(["contentBlockStop", "messageStop", "metadata"], events.TakeLast(3).Select(e => e.Type));
        Assert.Equal(20, events.Count(e => e.Type == "contentBlockDelta"));
        await servers.AssertRecordAsync(stream, "completed");
    }

    [Fact]
    public async Task A_client_of_another_dialect_is_answered_by_a_provider_of_this_one()
    {
        await using var servers = await Servers.StartAsync();

        using var answer = await servers.PostAsync("v1/chat/completions", OpenAiHello.Replace("MODEL", "bedrock/chat").Replace("STREAM", "false"));
        using var stream = await servers.PostAsync("v1/chat/completions", OpenAiHello.Replace("MODEL", "bedrock/stream").Replace("STREAM", "true"));

        var choice = (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("choices")[0];
        Assert.StartsWith("Why did the OpenTelemetry trace", choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        var text = await stream.Content.ReadAsStringAsync(Ct);
        Assert.EndsWith("data: [DONE]\n\n", text);
        Assert.Contains("\"name\":\"get_weather\"", text, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", text, StringComparison.Ordinal);
        await servers.AssertRecordAsync(stream, "completed");
    }

    [Theory]
    [InlineData("cut:3")]
    [InlineData("cut:3,fin")]
    [InlineData("clean-cut:3")]
    [InlineData("malformed-chunk:3")]
    public async Task A_cut_stream_is_shown_as_one(string fault)
    {
        await using var servers = await Servers.StartAsync(fault);
        foreach (var (address, body) in new[] { ("model/bedrock/stream/converse-stream", Hello), ("model/openai/stream/converse-stream", Hello), ("model/bedrock/native-stream/invoke-with-response-stream", Hello) })
        {
            using var answer = await servers.PostAsync(address, body);
            var (bytes, raised) = await ReadAsync(answer);
            var (events, broken, torn) = await Messages.ReadAsync(bytes, 4096);

            Assert.True(raised, address);
            Assert.True(broken is null && !torn, address);
            Assert.True(events[^1].IsFault, address);
            Assert.Equal("modelStreamErrorException", events[^1].Type);
            await servers.AssertRecordAsync(answer, "cut");
        }

        using var other = await servers.PostAsync("v1/chat/completions", OpenAiHello.Replace("MODEL", "bedrock/stream").Replace("STREAM", "true"));
        Assert.Contains("provider_cut", Encoding.UTF8.GetString((await ReadAsync(other)).Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Errors_have_the_class_that_sdks_raise()
    {
        await using var servers = await Servers.StartAsync();
        (string Address, string Body, string? Authorization, int Status, string Class)[] cases =
        [
            ("model/bedrock/chat/converse", Hello, "Bearer ps_nobody", 401, "AccessDeniedException"),
            ("model/bedrock/chat/converse", Hello, "AWS4-HMAC-SHA256 Credential=x", 403, "AccessDeniedException"),
            ("model/none/converse", Hello, null, 404, "ResourceNotFoundException"),
            ("model/openai/stream/converse", """{"messages":7}""", null, 400, "ValidationException"),
            ("model/openai/stream/invoke", "{}", null, 400, "ValidationException"),
            ("model/bedrock/chat/unknown", "{}", null, 404, "ResourceNotFoundException"),
        ];
        foreach (var (address, body, authorization, status, name) in cases)
        {
            using var answer = await servers.PostAsync(address, body, authorization);

            Assert.Equal((status, name), ((int)answer.StatusCode, Assert.Single(answer.Headers.GetValues("x-amzn-errortype"))));
            Assert.NotEmpty((await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("message").GetString()!);
        }
    }

    [Theory]
    [InlineData("status:429", 429, "ThrottlingException")]
    [InlineData("status:500", 500, "InternalServerException")]
    [InlineData("status:503", 503, "ServiceUnavailableException")]
    [InlineData("status:401", 502, "InternalServerException")]
    [InlineData("reset-before-headers", 502, "ServiceUnavailableException")]
    public async Task A_providers_trouble_has_its_class(string fault, int status, string name)
    {
        await using var servers = await Servers.StartAsync(fault);
        foreach (var model in new[] { "bedrock/chat", "openai/stream" })
        {
            using var answer = await servers.PostAsync($"model/{model}/converse", Hello);

            Assert.Equal((status, name), ((int)answer.StatusCode, Assert.Single(answer.Headers.GetValues("x-amzn-errortype"))));
        }
    }

    private static async Task<(byte[] Bytes, bool Raised)> ReadAsync(HttpResponseMessage answer)
    {
        using var held = new MemoryStream();
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(Ct);
            await body.CopyToAsync(held, Ct);
            return (held.ToArray(), false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return (held.ToArray(), true);
        }
    }

    private sealed class Servers : IAsyncDisposable
    {
        private PenstockServer _penstock = null!;

        public UpstreamServer Upstream { get; private set; } = null!;

        public static async Task<Servers> StartAsync(string? fault = null)
        {
            var upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = SharedData.Path("exchanges") }, Ct);
            var more = "retry: { attempts: 1 }" + (fault is null ? "" : $", headers: {{ x-upstream-fault: \"{fault}\" }}");
            var yaml = $$"""
                providers:
                  aws: { dialect: bedrock, base_url: "{{upstream.BaseAddress}}", api_key: key-0123456789, {{more}} }
                  up: { dialect: openai, base_url: "{{upstream.BaseAddress}}v1", api_key: sk-upstream-0123456789, {{more}} }
                models:
                  bedrock/chat: { targets: [ { provider: aws, model: p0162 } ] }
                  bedrock/stream: { targets: [ { provider: aws, model: p0167 } ] }
                  bedrock/native: { targets: [ { provider: aws, model: p0182 } ] }
                  bedrock/native-stream: { targets: [ { provider: aws, model: p0187 } ] }
                  openai/tools: { targets: [ { provider: up, model: p0019 } ] }
                  openai/stream: { targets: [ { provider: up, model: "synthetic:stream:20:200" } ] }
                """;
            return new Servers { Upstream = upstream, _penstock = await PenstockServer.StartAsync(yaml) };
        }

        public Exchange Recorded(string id) => Upstream.Exchanges.ById(id)!;

        public Task<HttpResponseMessage> PostAsync(string address, string body, string? authorization = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            return _penstock.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        }

        public Task<JsonElement> RecordAsync(HttpResponseMessage answer) =>
            _penstock.Client.GetFromJsonAsync<JsonElement>("api/v1/calls/" + answer.Headers.GetValues("x-penstock-call-id").Single(), Ct);

        public async Task AssertRecordAsync(HttpResponseMessage answer, string end)
        {
            var record = await RecordAsync(answer);
            Assert.Equal(end, record.GetProperty("end").GetString());
            if (end == "completed")
            {
                Assert.True(record.GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _penstock.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }
}
