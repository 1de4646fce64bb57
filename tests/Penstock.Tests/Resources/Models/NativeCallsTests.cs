using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Models;

/// <summary><c>POST /models/{model_id}/invoke</c> of models at providers: the providers' own bodies, over recordings.</summary>
public sealed partial class NativeCallsTests : IAsyncLifetime
{
    private static readonly string[] s_providers = ["openai", "anthropic", "gemini", "vertex", "bedrock", "cohere"];
    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() }, Ct);
        var yaml = new StringBuilder("providers:\n");
        foreach (var provider in s_providers)
        {
            var at = _upstream.BaseAddress + (provider == "openai" ? "v1" : "");
            yaml.Append($"  {provider}: {{ dialect: {provider}, base_url: '{at}', api_key: k-upstream, retry: {{ attempts: 1 }} }}\n");
        }

        yaml.Append($"  cut: {{ dialect: anthropic, base_url: '{_upstream.BaseAddress}', api_key: k-upstream, headers: {{ x-upstream-fault: 'cut:5' }}, retry: {{ attempts: 1 }} }}\n");
        yaml.Append("models:\n");
        foreach (var recording in Recordings())
        {
            yaml.Append($"  '{recording.Provider}/{recording.Id}': {{ targets: [ {{ provider: {recording.Provider}, model: {recording.Id} }} ] }}\n");
        }

        yaml.Append("  pool: { targets: [ { provider: anthropic, model: p0152 }, { provider: openai, model: p0024, order: 1 } ] }\n")
            .Append("  other-first: { targets: [ { provider: openai, model: p0024, order: 1 }, { provider: anthropic, model: p0152 } ] }\n")
            .Append("  broken: { targets: [ { provider: cut, model: p0152 } ] }\n")
            .Append("  vectors: { targets: [ { provider: openai, model: p0326 } ], capabilities: [embeddings] }\n");
        _penstock = await PenstockServer.StartAsync(yaml.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_providers_body_goes_on_untouched_and_so_does_the_answer()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var recording in Recordings())
        {
            var sent = Encoding.UTF8.GetString(recording.RequestBody);
            var reply = await InvokeAsync($"{recording.Provider}/{recording.Id}", Nameless(recording, sent), recording);

            var received = Encoding.UTF8.GetString(_upstream.Requests[^1].Body);
            Assert.Equal(Plain(recording, sent), Plain(recording, received));
            Assert.Equal(recording.Status, reply.Status);
            if (recording.Provider == "bedrock")
            {
                Assert.Equal(recording.ResponseBody, reply.Bytes);
            }
            else
            {
                Assert.Equal(NameOfModel().Replace(Encoding.UTF8.GetString(recording.ResponseBody), ""), NameOfModel().Replace(reply.Text, ""));
            }

            counts[recording.Provider] = counts.GetValueOrDefault(recording.Provider) + 1;
        }

        Assert.All(s_providers, provider => Assert.True(counts[provider] >= 2, provider));
    }

    [Fact]
    public async Task The_models_name_is_put_in_where_it_is_missing_and_replaced_where_it_is_another()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        foreach (var (given, expected) in new[]
        {
            ("""{"max_tokens":5,"messages":[]}""", """{"model":"p0130","max_tokens":5,"messages":[]}"""),
            ("""{"messages":[],"model":"other","max_tokens":5}""", """{"messages":[],"model":"p0130","max_tokens":5}"""),
            ("{}", """{"model":"p0130"}"""),
        })
        {
            var reply = await _penstock.Client.SendReplyAsync("POST", "models/anthropic/p0130/invoke", given);

            Assert.Equal(200, reply.Status);
            Assert.Equal("anthropic/p0130", reply.At("model"));
            Assert.Equal(expected, Encoding.UTF8.GetString(_upstream.Requests[^1].Body));
        }
    }

    [Fact]
    public async Task The_first_target_says_whose_body_it_is_and_the_others_get_it_translated()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        const string Body = """{"max_tokens":64,"messages":[{"role":"user","content":"hi"}],"stream":true}""";
        foreach (var model in new[] { "pool", "other-first" })
        {
            var reply = await _penstock.Client.SendReplyAsync("POST", $"models/{model}/invoke", Body);

            Assert.Equal("text/event-stream", reply.ContentType);
            Assert.Contains("event: message_stop", reply.Text, StringComparison.Ordinal);
            Assert.Equal("/v1/messages", _upstream.Requests[^1].Target);
        }
    }

    [Fact]
    public async Task The_query_says_which_body_it_is_of_a_model_that_has_several()
    {
        var vectors = await _penstock.Client.SendReplyAsync("POST", "models/vectors/invoke", """{"input":"hi"}""");
        var wrong = await _penstock.Client.SendReplyAsync("POST", "models/vectors/invoke?capability=chat", """{"messages":[]}""");
        var unknown = await _penstock.Client.SendReplyAsync("POST", "models/vectors/invoke?capability=dance", "{}");

        Assert.Equal("/v1/embeddings", _upstream.Requests[^1].Target);
        Assert.Equal((200, "vectors"), (vectors.Status, vectors.At("model")));
        Assert.Equal((400, "unsupported_capability"), (wrong.Status, wrong.At("error.code")));
        Assert.Equal(400, unknown.Status);
        Assert.Contains("chat, completions, embeddings", unknown.Text, StringComparison.Ordinal);
        Assert.Single(_upstream.Requests);
    }

    [Fact]
    public async Task Errors_are_in_the_dialects_own_form_and_a_cut_stream_is_shown_as_one()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        var twice = await _penstock.Client.SendReplyAsync("POST", "models/anthropic/p0130/invoke", """{"max_tokens":1,"max_tokens":2}""");
        Assert.Equal((400, "error", "invalid_request_error"), (twice.Status, twice.At("type"), twice.At("error.type")));
        var google = await _penstock.Client.SendReplyAsync("POST", "models/gemini/p0193/invoke", "[]");
        Assert.Equal((400, "INVALID_ARGUMENT"), (google.Status, google.At("error.status")));

        using var request = new HttpRequestMessage(HttpMethod.Post, "models/broken/invoke") { Content = new StringContent("""{"max_tokens":1,"messages":[],"stream":true}""", Encoding.UTF8, "application/json") };
        using var response = await _penstock.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var held = new MemoryStream();
        var body = await response.Content.ReadAsStreamAsync(Ct);
        await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(held, Ct));
        Assert.Contains("event: error\ndata: {\"type\":\"error\"", Encoding.UTF8.GetString(held.ToArray()), StringComparison.Ordinal);
        var record = await _penstock.Client.GetReplyAsync("api/v1/calls/" + response.Headers.GetValues("x-penstock-call-id").Single());
        Assert.Equal("cut", record.At("end"));
    }

    [Fact]
    public async Task Who_may_not_call_a_model_does_not_learn_that_there_is_one()
    {
        using var nobody = _penstock.NewClient("ps_nobody");
        var there = await nobody.SendReplyAsync("POST", "models/pool/invoke", "{}");
        var none = await nobody.SendReplyAsync("POST", "models/none/invoke", "{}");
        Assert.Equal((401, none.Status, none.ContentType), (there.Status, there.Status, there.ContentType));

        var made = await _penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"narrow","allowed_models":["guide"]}""");
        using var narrow = _penstock.NewClient(made.At("key"));
        there = await narrow.SendReplyAsync("POST", "models/pool/invoke", "{}");
        none = await narrow.SendReplyAsync("POST", "models/none/invoke", "{}");
        Assert.Equal((none.Status, none.ContentType), (there.Status, there.ContentType));
    }

    private IEnumerable<Exchange> Recordings() => _upstream.Exchanges.All.Where(recording => recording is { Method: "POST", Status: 200 or 404 } && recording.Provider switch
    {
        "openai" => recording.Path.EndsWith("/v1/chat/completions", StringComparison.Ordinal) && !recording.Stream && recording.Status == 200,
        "anthropic" => true,
        "gemini" or "vertex" => recording.Path.Contains("enerateContent", StringComparison.Ordinal) && (!recording.Stream || recording.ResponseHeaders["content-type"].StartsWith("text/event-stream", StringComparison.Ordinal)),
        "bedrock" => recording.Path.Contains("/invoke", StringComparison.Ordinal),
        "cohere" => recording.Path == "/v2/chat",
        _ => false,
    });

    private Task<Reply> InvokeAsync(string model, string body, Exchange recording) => _penstock.Client.SendReplyAsync("POST", $"models/{model}/invoke", body, recording switch
    {
        { Provider: "gemini" or "vertex", Stream: true } => [("Accept", "text/event-stream")],
        { Provider: "bedrock", Stream: true } => [("Accept", "application/vnd.amazon.eventstream")],
        _ => [],
    });

    // Half of the bodies do not name the model.
    private static string Nameless(Exchange recording, string body)
    {
        if (recording.Provider is "bedrock" or "gemini" or "vertex" || recording.Id[^1] % 2 == 0)
        {
            return body;
        }

        var members = JsonNode.Parse(body)!.AsObject();
        members.Remove("model");
        return members.ToJsonString();
    }

    private static string Plain(Exchange recording, string body)
    {
        if (recording.Provider is "bedrock" or "gemini" or "vertex")
        {
            return body;
        }

        var members = JsonNode.Parse(body)!.AsObject();
        members.Remove("model");
        return members.ToJsonString();
    }

    // Signs of life before the first byte are Penstock's own affair.
    [GeneratedRegex("\"model(Version)?\": ?\"[^\"]*\"|event: ping\ndata: [^\n]*\n\n")]
    private static partial Regex NameOfModel();
}
