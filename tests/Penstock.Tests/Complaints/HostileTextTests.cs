using System.Text.Json;
using Microsoft.Data.Sqlite;
using Penstock.Tests.Resources;
using Penstock.Tests.Resources.Documents;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Complaints;

/// <summary>
/// Complaint G25 of gateways.md, section 5: a gateway was robbed through SQL in a key, and in another the hash that was stored was as good as the key. Text that is SQL
/// is sent as every credential, in every parameter of every address that is read, and as every id; and what the database has of a key is sent as a key.
/// </summary>
public sealed class HostileTextTests
{
    private static readonly string[] Hostile =
    [
        "' or '1'='1", "x' or 1=1 --", "\" or \"\"=\"", "'; drop table calls; --", "') union select id, hash, hash from api_keys --", "%' or '%'='", "1; delete from api_keys", "_%", "\\' or 1=1 #", "' || (select hash from api_keys) || '",
    ];

    // Each way that a credential comes, and what is before it.
    private static readonly (string Header, string Before)[] Ways = [("Authorization", "Bearer "), ("x-api-key", ""), ("api-key", ""), ("x-goog-api-key", "")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SQL_in_a_key_is_an_unknown_key_and_is_recorded_as_nothing_else()
    {
        await using var penstock = await PenstockServer.StartAsync();
        using var nobody = penstock.NewClient(null);
        var before = Counts(penstock);

        foreach (var text in Hostile)
        {
            foreach (var (header, value) in Ways)
            {
                Assert.Equal(401, await StatusAsync(nobody, (header, value + text)));
                Assert.Equal(401, (await nobody.GetReplyAsync("api/v1/keys", (header, value + text))).Status);
            }

            Assert.Equal(401, (await nobody.SendReplyAsync("POST", "v1/chat/completions?key=" + Uri.EscapeDataString(text), "{}")).Status);
        }

        Assert.Equal(200, (await penstock.Client.GetReplyAsync("api/v1/calls")).Status);
        Assert.Equal(before, Counts(penstock));
    }

    [Fact]
    public async Task What_is_stored_of_a_key_is_no_key()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"a test"}""");
        await penstock.Client.SendReplyAsync("POST", $"api/v1/keys/{made.At("id")}/rotate", """{"overlap":"1h"}""");
        using var nobody = penstock.NewClient(null);
        var stored = Read(penstock, "select id, prefix, hash, coalesce(previous_hash, hash) from api_keys").SelectMany(row => row).Distinct().ToArray();

        Assert.Contains(stored, text => text.Length == 64);
        foreach (var text in stored.Where(text => text.Length > 0))
        {
            foreach (var (header, before) in Ways)
            {
                Assert.Equal(401, await StatusAsync(nobody, (header, before + text)));
            }
        }

        // Under another server's secret the same key is another hash: what leaks of one opens none.
        await using var other = await PenstockServer.StartAsync();
        await other.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"a test"}""");
        Assert.DoesNotContain(Read(other, "select hash from api_keys where is_admin = 1")[0][0], stored);
        Assert.Equal(64, Read(other, "select hash from api_keys where is_admin = 1")[0][0].Length);
    }

    [Fact]
    public async Task SQL_in_any_parameter_finds_nothing_more_and_breaks_nothing()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        await using var penstock = await PenstockServer.StartAsync(PenstockServer.Yaml(upstream, ("chat", "synthetic:unary:300")));
        await PlantAsync(penstock);
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);
        var before = Counts(penstock);
        var (wrong, sent) = (new List<string>(), 0);

        foreach (var operation in document.Operations.Where(operation => operation.Verb == "GET" && operation.Path.StartsWith("/api/v1/", StringComparison.Ordinal) && !operation.Path.Contains('{')))
        {
            foreach (var parameter in operation.Parameters.Where(parameter => (string)parameter["in"]! == "query").Select(parameter => (string)parameter["name"]!))
            {
                foreach (var text in Hostile)
                {
                    // A cursor is a place in a list, behind which there may be something; everything else is somebody's name, and nobody has such a one.
                    var reply = await penstock.Client.GetReplyAsync($"{operation.Path[1..]}?{parameter}={Uri.EscapeDataString(text)}");
                    sent++;
                    if (reply.Status is not (200 or 400 or 404 or 422) || (reply.Status == 200 && parameter != "cursor" && Found(reply) is { } found && !found.StartsWith("calls 0", StringComparison.Ordinal)))
                    {
                        wrong.Add($"{operation.Path}?{parameter}={text} was answered {reply.Status}: {reply.Text}");
                    }
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(sent > 500, $"{sent} were sent");
        Assert.Equal(before, Counts(penstock));
    }

    [Fact]
    public async Task SQL_as_an_id_is_the_id_of_nothing()
    {
        await using var penstock = await PenstockServer.StartAsync();
        await PlantAsync(penstock);
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);
        var before = Counts(penstock);
        var wrong = new List<string>();

        foreach (var operation in document.Operations.Where(operation => operation.Path.StartsWith("/api/v1/", StringComparison.Ordinal) && operation.Path.Contains('{') && operation.Verb is "GET" or "DELETE"))
        {
            foreach (var text in Hostile)
            {
                var path = string.Join('/', operation.Path[1..].Split('/').Select(part => part.StartsWith('{') ? Uri.EscapeDataString(text) : part));
                var reply = await penstock.Client.SendReplyAsync(operation.Verb, path, (byte[]?)null);
                if (reply.Status is not (400 or 404 or 405 or 409 or 422))
                {
                    wrong.Add($"{operation.Verb} {path} was answered {reply.Status}: {reply.Text}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(before, Counts(penstock));
    }

    // Something of each kind that can be found.
    private static async Task PlantAsync(PenstockServer penstock)
    {
        foreach (var (path, body) in ((string, string)[])[
            ("teams", """{"id":"a"}"""), ("users", """{"id":"a","email":"a@example.com"}"""), ("keys", """{"name":"a"}"""), ("secrets", """{"name":"a","value":"x"}"""), ("policies", """{"id":"a","effect":"allow"}"""), ("limits", """{"id":"a","requests":"100000/minute"}""")])
        {
            Assert.Equal(201, (await penstock.Client.SendReplyAsync("POST", "api/v1/" + path, body)).Status);
        }

        await penstock.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"), ("x-penstock-tags", "a=b"));
        await penstock.Client.GetReplyAsync("api/v1/calls");
    }

    // What a list has found: nothing, for a text that is nobody's name. Sums without a group are one row of nothing.
    private static string? Found(Reply reply)
    {
        if (reply.ContentType?.EndsWith("json", StringComparison.Ordinal) != true || reply.Json.ValueKind != JsonValueKind.Object || !reply.Json.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Array || data.GetArrayLength() == 0)
        {
            return null;
        }

        return data[0].ValueKind == JsonValueKind.Object && data[0].TryGetProperty("calls", out var calls) ? $"calls {calls}" : data.ToString();
    }

    private static async Task<int> StatusAsync(HttpClient client, (string, string) header) => (await client.SendReplyAsync("POST", "v1/chat/completions", "{}", header)).Status;

    // Tables that no refused request adds to.
    private static string Counts(PenstockServer penstock) =>
        string.Join(' ', ((string[])["api_keys", "kept_things", "kept_secrets", "invoices", "budget_spend", "sessions"]).Select(table => $"{table}={Read(penstock, $"select cast(count(*) as text) from {table}")[0][0]}"));

    private static List<string[]> Read(PenstockServer penstock, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(penstock.DataFolder, "penstock.db")};Pooling=False;Mode=ReadOnly");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Texts of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var row = command.ExecuteReader();
        var rows = new List<string[]>();
        while (row.Read())
        {
            rows.Add([.. Enumerable.Range(0, row.FieldCount).Select(row.GetString)]);
        }

        return rows;
    }
}
