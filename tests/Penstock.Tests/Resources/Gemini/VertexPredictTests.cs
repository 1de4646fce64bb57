using System.Text;
using System.Text.Json.Nodes;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Gemini;

/// <summary>Vertex' <c>:predict</c> as a client's address, before providers of its own dialect and of others.</summary>
public sealed class VertexPredictTests : IAsyncLifetime
{
    private const string Body = """{"instances":[{"content":"hi","task_type":"RETRIEVAL_QUERY","x":1}],"parameters":{"outputDimensionality":8}}""";
    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Data = Penstock.Upstream.SharedData.Find() }, TestContext.Current.CancellationToken);
        _penstock = await PenstockServer.StartAsync($$"""
            providers:
              o: { dialect: openai, base_url: '{{_upstream.BaseAddress}}v1', api_key: k-upstream, retry: { attempts: 1 } }
              v: { dialect: vertex, base_url: '{{_upstream.BaseAddress}}', project: p, api_key: k-upstream, retry: { attempts: 1 } }
            models:
              openai: { targets: [ { provider: o, model: p0326 } ], capabilities: [embeddings] }
              vertex: { targets: [ { provider: v, model: p0223 } ], capabilities: [embeddings] }
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Any_provider_of_vectors_answers_in_predictions()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        var recorded = JsonNode.Parse(_upstream.Exchanges.ById("p0326")!.ResponseBody)!;

        var reply = await PredictAsync("openai", Body);

        Assert.True(reply.Status == 200, reply.Text);
        var sent = JsonNode.Parse(_upstream.Requests[^1].Body)!;
        Assert.Equal(("p0326", 8), ((string?)sent["model"], (int?)sent["dimensions"]));
        Assert.Contains("hi", sent["input"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.NotEmpty(reply.Json.GetProperty("predictions")[0].GetProperty("embeddings").GetProperty("values").EnumerateArray());
        Assert.Equal((string?)recorded["usage"]!["prompt_tokens"]!.ToString(), reply.At("predictions.0.embeddings.statistics.token_count"));
        var record = await _penstock.Client.GetReplyAsync("api/v1/calls/" + reply.CallId);
        Assert.Equal(recorded["usage"]!["prompt_tokens"]!.ToString(), record.At("usage.input_tokens"));
    }

    [Fact]
    public async Task At_Vertex_a_body_crosses_untouched_and_so_does_the_answer()
    {
        SharedData.Path("exchanges/exchanges.jsonl");
        foreach (var address in new[] { "v1/projects/x/locations/y/publishers/google/models/vertex:predict", "models/vertex/invoke" })
        {
            var reply = await _penstock.Client.SendReplyAsync("POST", address, Body);

            Assert.Equal(("/v1/projects/p/locations/global/publishers/google/models/p0223:predict", Body), (_upstream.Requests[^1].Target, Encoding.UTF8.GetString(_upstream.Requests[^1].Body)));
            Assert.Equal(_upstream.Exchanges.ById("p0223")!.ResponseBody, reply.Bytes);
        }
    }

    [Fact]
    public async Task Mistakes_are_told_as_Google_does()
    {
        var wrong = await PredictAsync("openai", """{"instances":[{"content":7}]}""");
        Assert.Equal((400, "INVALID_ARGUMENT"), (wrong.Status, wrong.At("error.status")));
        Assert.Contains("instances.0.content", wrong.Text, StringComparison.Ordinal);
        Assert.Equal(404, (await PredictAsync("none", Body)).Status);
    }

    private Task<Reply> PredictAsync(string model, string body) => _penstock.Client.SendReplyAsync("POST", $"v1beta1/projects/x/locations/y/publishers/google/models/{model}:predict", body);
}
