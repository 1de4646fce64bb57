using Xunit;

namespace Penstock.Tests.Resources.Management;

public sealed class InvoicesResourceTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    private const string Invoices = "api/v1/invoices";

    [Fact]
    public async Task Imports_a_table_by_its_headings_and_compares_it_with_the_ledger_by_day_and_model()
    {
        var (_, client) = await house.KeyAsync();
        var answer = await client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
        var call = (await client.GetReplyAsync("api/v1/calls/" + answer.CallId)).Json;
        var (day, model, provider) = (call.GetProperty("started_at").GetDateTimeOffset().ToString("yyyy-MM-dd", (byte[]?)null), call.GetProperty("upstream_model").GetString(), call.GetProperty("provider").GetString());
        var body = $$"""{"provider":"{{provider}}","number":"n1","currency":"USD","columns":{"day":"Date","amount":"Cost ($)"},"csv":"Date;Model;Cost ($)\r\n{{day}};{{model}};$1.25\r\n{{day}};{{model}};0.25\r\n{{day}};\"never; called\";2\r\n"}""";

        var preview = await house.Admin.SendReplyAsync("POST", Invoices + "?dry_run=true", body);
        var made = await house.Admin.SendReplyAsync("POST", Invoices, body);
        var again = await house.Admin.SendReplyAsync("POST", Invoices, body.Replace("n1", "n2", StringComparison.Ordinal));
        var drift = await house.Admin.GetReplyAsync(made.Header("location")![1..]);

        Assert.Equal((200, "3.5", "2"), (preview.Status, preview.At("total"), preview.At("lines")));
        Assert.Equal((201, "3.5", day), (made.Status, made.At("total"), made.At("first_day")));
        Assert.Equal((409, "conflict"), (again.Status, again.At("code")));
        Assert.Contains(made.At("id")!, again.Text, StringComparison.Ordinal);
        Assert.Equal("3.5", drift.At("invoiced"));
        var rows = drift.Json.GetProperty("data").EnumerateArray().ToDictionary(row => row.GetProperty("model").GetString()!);
        Assert.Equal("1.5", rows[model!].GetProperty("invoiced").GetString());
        Assert.NotNull(rows[model!].GetProperty("recorded").GetString());
        Assert.Null(rows["never; called"].GetProperty("recorded").GetString());
        Assert.Equal(204, (await house.Admin.SendReplyAsync("DELETE", made.Header("location")![1..], (byte[]?)null)).Status);
        Assert.Equal(404, (await house.Admin.GetReplyAsync(made.Header("location")![1..])).Status);
    }

    [Fact]
    public async Task Names_every_mistake_with_its_line()
    {
        var refused = await house.Admin.SendReplyAsync("POST", Invoices, """{"provider":"","currency":"usd","colour":1,"columns":{"amount":"price"},"csv":"day,model\n2026-11-20,m"}""");
        var lines = await house.Admin.SendReplyAsync("POST", Invoices, """{"provider":"p","currency":"USD","csv":"day,model,amount,calls\n2026-11-20,m,1,1\nyesterday,,NaN,-1\n"}""");

        Assert.Equal((422, "colour,columns.amount,currency,provider"), (refused.Status, Paths(refused)));
        Assert.Equal((422, "csv.3.amount,csv.3.calls,csv.3.day,csv.3.model"), (lines.Status, Paths(lines)));
    }

    [Fact]
    public async Task A_key_without_the_permission_neither_imports_nor_reads()
    {
        var (_, client) = await house.KeyAsync();

        Assert.Equal(403, (await client.SendReplyAsync("POST", Invoices, "{}")).Status);
        Assert.Equal(403, (await client.GetReplyAsync(Invoices)).Status);
    }

    private static string Paths(Reply reply) => string.Join(',', reply.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()!).Order(StringComparer.Ordinal));
}
