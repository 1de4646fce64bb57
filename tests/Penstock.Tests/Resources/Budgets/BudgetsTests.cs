using System.Globalization;
using System.Text;
using Penstock.Gateways.Notices;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Budgets;

/// <summary>Budgets through the management API, and what callers see of them. Complaints A3 and A7 of gateways.md, section 5: budgets that nobody asked, and that were not saved.</summary>
public sealed class BudgetsTests
{
    private const string Ask = """{"model":"chat","messages":[{"role":"user","content":"hi"}],"max_tokens":100}""";

    [Fact]
    public async Task A_budget_is_made_spent_shown_and_kept_over_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-budgets-").FullName;
        try
        {
            await using var upstream = await UpstreamServer.StartAsync(ct: TestContext.Current.CancellationToken);
            decimal spent;
            await using (var penstock = await PenstockServer.StartAsync(Yaml(upstream), folder: folder))
            {
                Assert.Equal(201, (await penstock.Client.SendReplyAsync("POST", "api/v1/budgets", """{"id":"mine","amount":"2.5","each":"key","window":"day","time_zone":"Europe/Berlin"}""")).Status);
                var answer = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Ask);
                Assert.Equal(200, answer.Status);

                var house = await penstock.Client.GetReplyAsync("api/v1/budgets/house");
                spent = decimal.Parse(house.At("status.spent")!, CultureInfo.InvariantCulture);
                Assert.Equal((8 * 1m + 75 * 2m) / 1_000_000m, spent);
                var record = await penstock.Client.GetReplyAsync("api/v1/calls/" + answer.CallId);
                Assert.Equal(spent, decimal.Parse(record.At("settled")!, CultureInfo.InvariantCulture));
                Assert.True(decimal.Parse(record.At("reserved")!, CultureInfo.InvariantCulture) >= spent);
                Assert.Equal(("0", "penstock.yaml:6"), (house.At("status.reserved"), house.At("source")));
                Assert.Equal(5m - spent, decimal.Parse(house.At("status.left")!, CultureInfo.InvariantCulture));
                Assert.NotNull(house.At("status.window_end"));
                var mine = await penstock.Client.GetReplyAsync("api/v1/budgets/mine");
                Assert.StartsWith("key=key_", mine.At("status.scopes.0.scope")!, StringComparison.Ordinal);
                Assert.Equal(spent, decimal.Parse(mine.At("status.scopes.0.spent")!, CultureInfo.InvariantCulture));
                Assert.Equal(409, (await penstock.Client.SendReplyAsync("PATCH", "api/v1/budgets/house", """{"amount":"9"}""")).Status);
            }

            await using var again = await PenstockServer.StartAsync(Yaml(upstream), folder: folder);
            Assert.Equal(spent, decimal.Parse((await again.Client.GetReplyAsync("api/v1/budgets/house")).At("status.spent")!, CultureInfo.InvariantCulture));
            Assert.Equal(spent, decimal.Parse((await again.Client.GetReplyAsync("api/v1/budgets/mine")).At("status.spent")!, CultureInfo.InvariantCulture));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Every_mistake_of_a_budget_is_told_at_once()
    {
        await using var penstock = await PenstockServer.StartAsync();

        var reply = await penstock.Client.SendReplyAsync("POST", "api/v1/budgets", """{"amount":"-1","currency":"dollars","window":"fortnight","time_zone":"Nowhere/Land","each":"provider","thresholds":[0],"what":1}""");

        Assert.Equal(422, reply.Status);
        Assert.Equal(["amount", "currency", "each", "thresholds.0", "time_zone", "what", "window"], reply.Json.GetProperty("errors").EnumerateArray().Select(one => one.GetProperty("path").GetString()!).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("\"-0.01\"", "negative")]
    [InlineData("\"NaN\"", "not an amount")]
    [InlineData("1e3", "not an amount")]
    [InlineData("\"0.0000000000001\"", "too many digits")]
    [InlineData("9000001", "too much")]
    public async Task An_amount_that_is_none_is_refused(string amount, string why)
    {
        await using var penstock = await PenstockServer.StartAsync();

        var reply = await penstock.Client.SendReplyAsync("POST", "api/v1/budgets", $$"""{"amount":{{amount}}}""");

        Assert.Equal((422, "amount"), (reply.Status, reply.At("errors.0.path")));
        Assert.Contains(why, reply.At("errors.0.message")!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("http://localhost:9/")]
    [InlineData("https://10.1.2.3/notice")]
    public async Task A_webhook_from_the_API_may_not_lead_inside(string address)
    {
        await using var penstock = await PenstockServer.StartAsync();

        var reply = await penstock.Client.SendReplyAsync("POST", "api/v1/budgets", $$"""{"amount":"1","webhook":"{{address}}"}""");

        Assert.Equal((422, "webhook"), (reply.Status, reply.At("errors.0.path")));
    }

    [Fact]
    public async Task Each_dialect_refuses_in_its_own_format_and_names_no_amount()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await using var penstock = await PenstockServer.StartAsync(Yaml(upstream).Replace("amount: 5", "amount: 0.00001", StringComparison.Ordinal));

        var openAi = await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Ask);
        Assert.Equal((429, "insufficient_quota", "insufficient_quota"), (openAi.Status, openAi.At("error.type"), openAi.At("error.code")));
        Assert.Contains("'house'", openAi.At("error.message")!, StringComparison.Ordinal);
        Assert.DoesNotContain("0.00001", openAi.Text, StringComparison.Ordinal);
        Assert.True(int.Parse(openAi.Header("retry-after")!, CultureInfo.InvariantCulture) > 0);
        var anthropic = await penstock.Client.SendReplyAsync("POST", "v1/messages", Ask);
        Assert.Equal((429, "rate_limit_error"), (anthropic.Status, anthropic.At("error.type")));
        var gemini = await penstock.Client.SendReplyAsync("POST", "v1beta/models/chat:generateContent", """{"contents":[{"parts":[{"text":"hi"}]}]}""");
        Assert.Equal((429, "RESOURCE_EXHAUSTED"), (gemini.Status, gemini.At("error.status")));
        var record = await penstock.Client.GetReplyAsync("api/v1/calls/" + openAi.CallId);
        Assert.Equal("budget_exceeded", record.At("error_kind"));
    }

    [Fact]
    public async Task Thresholds_are_posted_signed_to_a_webhook()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: TestContext.Current.CancellationToken);
        await using var penstock = await PenstockServer.StartAsync(
            Yaml(upstream).Replace("amount: 5", $"amount: 0.005, thresholds: [3], webhook: \"{upstream.BaseAddress}notice\"", StringComparison.Ordinal) + "webhooks: { secret: \"hush-hush-hush-hush\" }\n");

        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", Ask)).Status);

        var notice = await upstream.WaitForRequestAsync(request => request.Target.EndsWith("/notice", StringComparison.Ordinal));
        var body = Encoding.UTF8.GetString(notice.Body);
        Assert.Contains("\"budget\":\"house\"", body, StringComparison.Ordinal);
        Assert.Contains("\"threshold\":3", body, StringComparison.Ordinal);
        var signature = notice.Headers[BudgetNotices.SignatureHeader];
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(signature.Split(',')[0][2..], CultureInfo.InvariantCulture));
        Assert.Equal(BudgetNotices.Signature("hush-hush-hush-hush", at, notice.Body), signature);
    }

    private static string Yaml(UpstreamServer upstream) => PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300"))
        .Replace("synthetic:unary:300\" } ] }", "synthetic:unary:300\" } ], price: { rates: { input_mtok: 1, output_mtok: 2 } } }", StringComparison.Ordinal)
        + "budgets:\n  house: { amount: 5 }\n";
}
