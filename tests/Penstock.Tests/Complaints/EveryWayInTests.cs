using System.Globalization;
using System.Text.Json;
using Penstock.Tests.Resources;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Complaints;

/// <summary>
/// Complaints A1, A3, A6, A7 and A8 of gateways.md, section 5: budgets that some ways went past, streams of one dialect that were priced 0, calls of /v1/responses that had two rows and others that had
/// none, sums that counted twice, pass-through streams without a cost. Whatever way a call takes, it is one row, and the row, the sums and the budget say the same.
/// </summary>
public sealed class EveryWayInTests
{
    private const decimal InputPrice = 1m / 1_000_000m, OutputPrice = 2m / 1_000_000m;
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private static readonly (string Path, string Body)[] Unary =
    [
        ("v1/chat/completions", $$"""{"model":"chat",{{Messages}}}"""),
        ("v1/completions", """{"model":"chat","prompt":"hi"}"""),
        ("v1/responses", """{"model":"chat","input":"hi"}"""),
        ("v1/messages", $$"""{"model":"chat","max_tokens":500,{{Messages}}}"""),
        ("v1beta/models/chat:generateContent", """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"""),
        ("cohere/v2/chat", $$"""{"model":"chat",{{Messages}}}"""),
        ("model/chat/converse", """{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"""),
        ("openai/deployments/chat/chat/completions?api-version=2024-10-21", $$"""{{{Messages}}}"""),
        ("models/chat/invoke", $$"""{{{Messages}}}"""),
        ("models/chat/converse", $$"""{{{Messages}}}"""),
    ];

    private static readonly (string Path, string Body)[] Streamed =
    [
        ("v1/chat/completions", $$"""{"model":"stream",{{Messages}},"stream":true}"""),
        ("v1/completions", """{"model":"stream","prompt":"hi","stream":true}"""),
        ("v1/responses", """{"model":"stream","input":"hi","stream":true}"""),
        ("v1/messages", $$"""{"model":"stream","max_tokens":500,{{Messages}},"stream":true}"""),
        ("v1beta/models/stream:streamGenerateContent?alt=sse", """{"contents":[{"role":"user","parts":[{"text":"hi"}]}]}"""),
        ("cohere/v2/chat", $$"""{"model":"stream",{{Messages}},"stream":true}"""),
        ("model/stream/converse-stream", """{"messages":[{"role":"user","content":[{"text":"hi"}]}]}"""),
        ("openai/deployments/stream/chat/completions?api-version=2024-10-21", $$"""{{{Messages}},"stream":true}"""),
        ("models/stream/invoke", $$"""{{{Messages}},"stream":true}"""),
        ("models/stream/converse", $$"""{{{Messages}},"stream":true}"""),
    ];

    [Fact]
    public async Task A_call_is_one_row_with_its_cost_whatever_way_it_came_streamed_or_not()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await using var penstock = await PenstockServer.StartAsync(Yaml(upstream));
        var calls = new List<(string Way, string Id, decimal Cost)>();

        // The stand-in says 8 tokens in; 75 out at once, or 5 in a stream.
        foreach (var ((path, body), output) in Unary.Select(way => (way, 75)).Concat(Streamed.Select(way => (way, 5))))
        {
            var answer = await penstock.Client.SendReplyAsync("POST", path, body);
            Assert.True(answer.Status == 200, $"{path} {body} was answered {answer.Status}: {answer.Text}");
            calls.Add(($"{path} {body}", answer.CallId, (8 * InputPrice) + (output * OutputPrice)));
        }

        var rows = (await penstock.Client.GetReplyAsync("api/v1/calls?limit=500")).Json.GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(calls.Select(call => call.Id).Order(StringComparer.Ordinal), rows.Select(row => row.GetProperty("call_id").GetString()!).Order(StringComparer.Ordinal));
        foreach (var (way, id, cost) in calls)
        {
            var row = rows.Single(row => row.GetProperty("call_id").GetString() == id);
            Assert.True(Number(row, "cost") == cost, $"{way} cost {row.GetProperty("cost")} instead of {cost}");
            Assert.True(Number(row, "settled") == cost, $"{way} took {row.GetProperty("settled")} from its budget instead of {cost}");
        }

        var sum = (await penstock.Client.GetReplyAsync("api/v1/usage")).Json.GetProperty("data")[0];
        Assert.Equal(calls.Count, sum.GetProperty("calls").GetInt32());
        Assert.Equal(0, sum.GetProperty("unpriced_calls").GetInt32());
        Assert.Equal(calls.Sum(call => call.Cost), Number(sum, "cost"));
        Assert.Equal(calls.Sum(call => call.Cost), decimal.Parse((await penstock.Client.GetReplyAsync("api/v1/budgets/house")).At("status.spent")!, CultureInfo.InvariantCulture));
        Assert.Equal(calls.Count, upstream.Requests.Count);
    }

    private static string Yaml(UpstreamServer upstream) => PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300"), ("stream", "synthetic:stream:5:200"))
        .Replace("\" } ] }", "\" } ], price: { rates: { input_mtok: 1, output_mtok: 2 } } }", StringComparison.Ordinal)
        + "budgets:\n  house: { amount: 100 }\n";

    private static decimal? Number(JsonElement row, string member) =>
        row.GetProperty(member) is { ValueKind: JsonValueKind.String } text ? decimal.Parse(text.GetString()!, CultureInfo.InvariantCulture) : null;
}
