using System.Text.Json;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Management;

/// <summary>Costs over the whole way: from a price in the file or the API to the record of a call.</summary>
public sealed class PricesResourceTests : IAsyncLifetime
{
    private const string Openai = """{"provider":"openai","at":"2026-11-22","response":{"model":"gpt-4.1","usage":{"prompt_tokens":1000,"completion_tokens":200,"prompt_tokens_details":{"cached_tokens":600}}}}""";

    private UpstreamServer _upstream = null!;
    private PenstockServer _penstock = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await UpstreamServer.StartAsync(ct: Ct);
        _penstock = await PenstockServer.StartAsync(Yaml("flag"));
    }

    public async ValueTask DisposeAsync()
    {
        await _penstock.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task A_call_costs_what_its_provider_counted_streamed_and_not_and_sums_have_it()
    {
        var unary = await CallAsync("priced");
        var stream = await CallAsync("streamed", ""","stream":true""");

        // 8 tokens in and 75 out; 8 in and 5 out.
        Assert.Equal(("0.000616", "0.000016", "0.0006", "USD", "file models.priced.targets[0].price"), Cost(unary));
        Assert.Equal(("0.000056", "0.000016", "0.00004", "USD", "file models.streamed.price"), Cost(stream));
        var sum = await _penstock.Client.GetReplyAsync("api/v1/usage");
        Assert.Equal(("0.000672", "USD", "0"), (sum.At("data.0.cost"), sum.At("data.0.currency"), sum.At("data.0.unpriced_calls")));
    }

    [Fact]
    public async Task An_unknown_price_is_said_and_is_no_cost()
    {
        var record = await CallAsync("unpriced");
        var sum = await _penstock.Client.GetReplyAsync("api/v1/usage?model=unpriced");

        Assert.Equal((null, null, null, null, "price unknown"), Cost(record));
        Assert.Equal(("1", "0"), (sum.At("data.0.unpriced_calls"), sum.At("data.0.cost")));
    }

    [Fact]
    public async Task A_call_without_a_price_is_refused_where_the_file_says_so_before_the_provider_is_asked()
    {
        await using var strict = await PenstockServer.StartAsync(Yaml("refuse"));
        _upstream.Forget();
        var refused = await strict.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("unpriced"));
        var asked = _upstream.Requests.Count;
        var guide = await strict.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("guide"));

        Assert.Equal((403, "price_unknown", 0), (refused.Status, refused.At("error.code"), asked));
        Assert.Equal(200, (await strict.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("priced"))).Status);
        Assert.Equal("0", (await strict.Client.GetReplyAsync("api/v1/calls/" + guide.CallId)).At("cost"));
    }

    [Fact]
    public async Task An_override_made_through_the_api_prices_the_next_call()
    {
        var made = await _penstock.Client.SendReplyAsync("POST", "api/v1/prices", """{"id":"house","provider":"up","model":"synthetic:unary:*","rates":{"input_mtok":"1","output_mtok":"1"}}""");
        var record = await CallAsync("unpriced");
        var listed = await _penstock.Client.GetReplyAsync("api/v1/effective-prices?model=unpriced");

        Assert.Equal(201, made.Status);
        Assert.Equal(("0.000083", "prices.house"), (record.At("cost"), record.At("price")));
        Assert.Equal(("prices.house", "1"), (listed.At("data.0.price"), listed.At("data.0.rates.input_mtok")));
    }

    [Theory]
    [InlineData("-1", "negative")]
    [InlineData("NaN", "not a decimal number")]
    [InlineData("1e-7", "not a decimal number")]
    [InlineData("0.0000000000001", "more than 12 digits")]
    [InlineData("1000001", "out of range")]
    public async Task An_amount_that_is_none_is_refused_with_its_place(string amount, string what)
    {
        var reply = await _penstock.Client.SendReplyAsync("POST", "api/v1/prices", $$$"""{"model":"m","rates":{"input_mtok":"{{{amount}}}","output_mtok":2}}""");

        Assert.Equal((422, "rates.input_mtok"), (reply.Status, reply.At("errors.0.path") ?? reply.At("errors.0.loc")));
        Assert.Contains(what, reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_raw_answer_is_priced_with_decimal_texts()
    {
        var reply = await _penstock.Client.SendReplyAsync("POST", "api/v1/cost-estimates", Openai);

        Assert.Equal(("0.0011", "0.0016", "0.0027", "USD"), (reply.At("input_cost"), reply.At("output_cost"), reply.At("total"), reply.At("currency")));
        Assert.Equal(("1000", "600", "gpt-4.1"), (reply.At("usage.input_tokens"), reply.At("usage.cache_read_tokens"), reply.At("model")));
        Assert.Equal(JsonValueKind.String, reply.Json.GetProperty("total").ValueKind);
    }

    [Fact]
    public async Task An_answer_of_a_configured_provider_has_the_price_that_holds_here()
    {
        var reply = await _penstock.Client.SendReplyAsync("POST", "api/v1/cost-estimates", """{"provider":"up","response":{"model":"synthetic:stream:5:200","usage":{"prompt_tokens":8,"completion_tokens":5}}}""");

        Assert.Equal(("0.000056", "file models.streamed.price"), (reply.At("total"), reply.At("price")));
    }

    [Theory]
    [InlineData("""{"provider":"opnai","response":{"usage":{}}}""", "provider", "Did you mean 'openai'?")]
    [InlineData("""{"provider":"openai","dialect":"soap","response":{"usage":{}}}""", "dialect", "chat, responses")]
    [InlineData("""{"provider":"openai","response":{"model":"gpt-4.1"}}""", "response", "usage")]
    [InlineData("""{"provider":"openai","response":{"model":"gpt-4.1","usage":{"input_tokens":1,"output_tokens":1}}}""", "response", "In the dialect responses")]
    [InlineData("""{"provider":"openai","response":{"usage":{"prompt_tokens":1,"completion_tokens":1}}}""", "model", "names no model")]
    [InlineData("""{"provider":"openai","model":"gpt-99","response":{"usage":{"prompt_tokens":1,"completion_tokens":1}}}""", "model", "is not known")]
    [InlineData("""{"provider":"openai","response":{"model":"gpt-4.1","usage":{"prompt_tokens":1,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":5}}}}""", "response", "cannot exceed")]
    [InlineData("""{"provider":"openai","response":{"model":"gpt-4.1","usage":{"prompt_tokens":-1,"completion_tokens":1}}}""", "response", "no count")]
    [InlineData("""{"provider":null,"response":{"usage":{}}}""", "provider", "Name the provider")]
    [InlineData("""{"response":[],"at":"soon","colour":1}""", "4 members are wrong", "RFC 3339")]
    public async Task What_cannot_be_priced_is_refused_with_the_member_and_the_fix(string body, string member, string fix)
    {
        var reply = await _penstock.Client.SendReplyAsync("POST", "api/v1/cost-estimates", body);

        Assert.Equal(422, reply.Status);
        Assert.Contains(member, reply.Text, StringComparison.Ordinal);
        Assert.Contains(fix, JsonDocument.Parse(reply.Text).RootElement.ToString().Replace("\\u0027", "'", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private async Task<Reply> CallAsync(string model, string more = "")
    {
        var reply = await _penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat(model, more));
        Assert.Equal(200, reply.Status);
        return await _penstock.Client.GetReplyAsync("api/v1/calls/" + reply.CallId);
    }

    private static (string?, string?, string?, string?, string?) Cost(Reply record) => (record.At("cost"), record.At("input_cost"), record.At("output_cost"), record.At("currency"), record.At("price"));

    private string Yaml(string unknown) =>
        $$"""
        money: { unknown_price: {{unknown}} }
        providers:
          up: { dialect: openai, base_url: "{{_upstream.BaseAddress}}v1", api_key: "sk-upstream-0123456789" }
        models:
          priced: { targets: [ { provider: up, model: "synthetic:unary:300", price: { rates: { input_mtok: 2, output_mtok: 8 } } } ] }
          streamed: { price: { rates: { input_mtok: 2, output_mtok: 8 } }, targets: [ { provider: up, model: "synthetic:stream:5:200" } ] }
          unpriced: { targets: [ { provider: up, model: "synthetic:unary:300" } ] }
        """;
}
