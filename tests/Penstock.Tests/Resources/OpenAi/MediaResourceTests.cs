using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.OpenAi;

/// <summary>Moderations, pictures and sounds pass through; Azure's addresses name the model.</summary>
public sealed class MediaResourceTests : IAsyncLifetime
{
    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Penstock.Tests.SharedData.Path("exchanges/exchanges.jsonl");
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() });
        var ids = _upstream.Exchanges.All.Where(exchange => exchange.Provider == "openai").ToLookup(exchange => exchange.Path);
        _penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(
            _upstream,
            ("house/pictures", ids["/v1/images/generations"].First().Id),
            ("speech-to-text", "whisper-x"),
            ("chat", "synthetic:unary:300"),
            ("team/chat:1.0", "synthetic:unary:300"),
            ("stream", "synthetic:stream:20:200")));
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_picture_is_made_by_the_client_s_own_words_and_its_tokens_are_counted()
    {
        using var answer = await _penstock.Client.PostAsync("v1/images/generations", Json("""{"model":"house/pictures","prompt":"a gate","n":1}"""), Ct);

        var sent = _upstream.Requests[^1];
        var recorded = _upstream.Exchanges.ById(JsonNode.Parse(sent.Body)!["model"]!.ToString())!;
        Assert.Equal(Encoding.UTF8.GetString(recorded.ResponseBody), await answer.Content.ReadAsStringAsync(Ct));
        Assert.Equal($$"""{"model":"{{recorded.Id}}","prompt":"a gate","n":1}""", Encoding.UTF8.GetString(sent.Body));
        var record = await _penstock.Client.GetFromJsonAsync<JsonNode>("api/v1/calls/" + answer.Headers.GetValues("x-penstock-call-id").Single(), Ct);
        Assert.Equal(
            (long?)JsonNode.Parse(recorded.ResponseBody)!["usage"]?["output_tokens"],
            (long?)record!["usage"]?["output_tokens"]);
        Assert.Equal("images", (string?)record["capability"]);
    }

    [Theory]
    [InlineData("audio/transcriptions")]
    [InlineData("audio/translations")]
    public async Task A_sound_goes_on_in_its_form_with_only_the_model_replaced(string operation)
    {
        // A name that looks like a boundary, and the model behind the file.
        var sound = "RIFF\r\n--x\0model"u8.ToArray();
        using var form = new MultipartFormDataContent("x") { { new ByteArrayContent(sound), "file", "a.wav" }, { new StringContent("json"), "response_format" }, { new StringContent("speech-to-text"), "model" } };
        var expected = (await form.ReadAsStringAsync(Ct)).Replace("speech-to-text", "whisper-x", StringComparison.Ordinal);

        using var answer = await _penstock.Client.PostAsync("v1/" + operation, form, Ct);

        var sent = _upstream.Requests[^1];
        Assert.Equal("/v1/" + operation, sent.Target);
        Assert.Equal(expected, Encoding.UTF8.GetString(sent.Body));
        Assert.StartsWith("multipart/form-data; boundary=", sent.Headers["content-type"]);
        Assert.Equal(_upstream.Exchanges.ById(sent.Exchange)!.ResponseBody, await answer.Content.ReadAsByteArrayAsync(Ct));
    }

    [Fact]
    public async Task A_form_that_names_the_model_twice_or_not_at_all_is_refused()
    {
        using var twice = new MultipartFormDataContent("x") { { new StringContent("a"), "model" }, { new StringContent("b"), "model" } };
        using var none = new MultipartFormDataContent("x") { { new StringContent("a"), "prompt" } };
        using var torn = new ByteArrayContent("--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\na"u8.ToArray()) { Headers = { ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x") } };

        foreach (var form in new HttpContent[] { twice, none, torn })
        {
            using var answer = await _penstock.Client.PostAsync("v1/images/edits", form, Ct);
            Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("openai/deployments/chat/chat/completions?api-version=2024-10-21", """{"messages":[]}""", """{"model":"synthetic:unary:300","messages":[]}""")]
    [InlineData("openai/deployments/team/chat:1.0/chat/completions?api-version=2024-10-21", """{"model":"else","messages":[]}""", """{"model":"synthetic:unary:300","messages":[]}""")]
    [InlineData("openai/deployments/chat/chat/completions", "{}", """{"model":"synthetic:unary:300"}""")]
    [InlineData("openai/deployments/stream/chat/completions", """{"stream":true}""", """{"model":"synthetic:stream:20:200","stream_options":{"include_usage":true},"stream":true}""")]
    [InlineData("openai/v1/chat/completions?api-version=preview", """{"model":"chat","messages":[]}""", """{"model":"synthetic:unary:300","messages":[]}""")]
    public async Task An_Azure_address_names_the_model(string address, string body, string sent)
    {
        using var client = _penstock.NewClient(null);
        client.DefaultRequestHeaders.Add("api-key", PenstockServer.AdminKey);

        using var answer = await client.PostAsync(address, Json(body), Ct);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(sent, Encoding.UTF8.GetString(_upstream.Requests[^1].Body));
        Assert.Equal("/v1/chat/completions", _upstream.Requests[^1].Target);
    }

    [Theory]
    [InlineData("openai/deployments/chat")]
    [InlineData("openai/v1/chat")]
    [InlineData("openai/elsewhere")]
    public async Task Another_address_of_Azure_is_not_found_in_OpenAI_s_words(string address)
    {
        using var answer = await _penstock.Client.PostAsync(address, Json("{}"), Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal("not_found", (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>(Ct))!["error"]!["code"]);
    }

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");
}
