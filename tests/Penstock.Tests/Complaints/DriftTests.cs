using Penstock.Tests.Gateways.Storage;
using Penstock.Tests.Resources;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Complaints;

/// <summary>
/// Complaint H28 of gateways.md, section 5: what a file said and what a database had drifted apart, and what was made in a console was gone after a restart. Everything
/// has one owner, which is shown; nothing that was made is lost by a restart or a reload; and where both say something, the file counts and the log says so.
/// </summary>
public sealed class DriftTests
{
    // Every kind that both a file and the management API make: its section, a body, and the same in the file with another description.
    private static readonly (string Kind, string Body, string Filed)[] Kinds =
    [
        ("teams", """{"id":"one","description":"made here"}""", "teams: { one: { description: filed } }"),
        ("users", """{"id":"one","name":"made here"}""", "users: { one: { name: filed } }"),
        ("service-accounts", """{"id":"one","description":"made here"}""", "service_accounts: { one: { description: filed } }"),
        ("roles", """{"id":"one","description":"made here","permissions":["usage:read"]}""", "roles: { one: { description: filed, permissions: [keys:read] } }"),
        ("limits", """{"id":"one","requests":"77/minute"}""", "limits: { one: { requests: 88/minute } }"),
        ("budgets", """{"id":"one","amount":"77"}""", "budgets: { one: { amount: 88 } }"),
        ("policies", """{"id":"one","effect":"allow","description":"made here"}""", "policies: { one: { effect: allow, description: filed } }"),
        ("header-rules", """{"id":"one","max_body_bytes":7777777}""", "header_rules: { one: { max_body_bytes: 8888888 } }"),
        ("providers", """{"id":"one","dialect":"openai","base_url":"https://made.example.com/v1","api_key":"secret:db/one"}""", "providers: { one: { dialect: openai, base_url: \"https://filed.example.com/v1\" } }"),
        ("issuers", """{"id":"one","url":"https://made.example.com","audiences":["a"]}""", "issuers: { one: { url: \"https://filed.example.com\", audiences: a } }"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_made_over_the_API_is_the_same_after_a_restart_and_after_a_reload_of_the_file()
    {
        using var folder = new TemporaryFolder();
        var made = new Dictionary<string, string>();
        await using (var penstock = await PenstockServer.StartAsync("teams: { filed: {} }\n", folder: folder.Root))
        {
            await MakeAsync(penstock);
            foreach (var (kind, _, _) in Kinds)
            {
                made[kind] = await ShownAsync(penstock, kind);
            }

            await ReloadAsync(penstock, "teams: { other: {} }\n", "api/v1/teams/other");
            Assert.Equal(made, await AllAsync(penstock));
        }

        await using var again = await PenstockServer.StartAsync("teams: { third: {} }\n", folder: folder.Root);
        Assert.Equal(made, await AllAsync(again));
        Assert.Equal(404, (await again.Client.GetReplyAsync("api/v1/teams/filed")).Status);
    }

    [Fact]
    public async Task A_file_that_declares_what_the_API_has_made_hides_it_says_so_and_gives_it_back()
    {
        await using var penstock = await PenstockServer.StartAsync("teams: { before: {} }\n");
        await MakeAsync(penstock);
        var made = await AllAsync(penstock);

        await ReloadAsync(penstock, string.Join('\n', Kinds.Skip(1).Select(kind => kind.Filed)) + "\nteams: { one: { description: filed }, both: {} }\n", "api/v1/teams/both");

        foreach (var (kind, body, _) in Kinds)
        {
            // Kinds are swapped one after the other.
            await Eventually.TrueAsync(async () => (await penstock.Client.GetReplyAsync($"api/v1/{kind}/one")).At("source")?.StartsWith("penstock.yaml:", StringComparison.Ordinal) == true, $"{kind}/one is the file's");
            var shown = await penstock.Client.GetReplyAsync($"api/v1/{kind}/one");
            Assert.NotEqual(made[kind], shown.Text);
            foreach (var verb in new[] { "PUT", "PATCH", "DELETE" })
            {
                var refused = await penstock.Client.SendReplyAsync(verb, $"api/v1/{kind}/one", body);
                Assert.True(refused.Status == 409 && refused.Text.Contains("penstock.yaml", StringComparison.Ordinal), $"{verb} {kind}: {refused.Status} {refused.Text}");
            }

            await LoggedAsync(penstock, $"'one' of the management API is not in force: {shown.At("source")}");
        }

        await ReloadAsync(penstock, "teams: { after: {} }\n", "api/v1/teams/after");

        await Eventually.TrueAsync(() => Task.FromResult(Log(penstock).Split("is in force again").Length - 1 == Kinds.Length), "the log says what is in force again");
        await Eventually.TrueAsync(async () => made.SequenceEqual(await AllAsync(penstock)), "everything is again as it was made");
        Assert.Equal(made, await AllAsync(penstock));
    }

    [Fact]
    public async Task A_model_that_the_file_takes_over_is_the_files_and_comes_back()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        var up = $"server: {{ reachable_networks: [127.0.0.0/8] }}\nproviders:\n  up: {{ dialect: openai, base_url: \"{upstream.BaseAddress}v1\" }}\nmodels:\n";
        await using var penstock = await PenstockServer.StartAsync(up + "  first: { targets: [ { provider: up, model: \"synthetic:unary:300\" } ] }\n");
        Assert.Equal(201, (await penstock.Client.SendReplyAsync("POST", "api/v1/models", """{"id":"chat","targets":[{"provider":"up","model":"synthetic:unary:301"}]}""")).Status);
        Assert.Equal("synthetic:unary:301", await RunsAsync(penstock));

        await ReloadAsync(penstock, up + "  chat: { targets: [ { provider: up, model: \"synthetic:unary:302\" } ] }\n  second: { targets: [ { provider: up, model: \"synthetic:unary:300\" } ] }\n", "v1/models/second");
        Assert.Equal("synthetic:unary:302", await RunsAsync(penstock));
        await LoggedAsync(penstock, "The model 'chat' of the management API is not in force: penstock.yaml:5");

        await ReloadAsync(penstock, up + "  third: { targets: [ { provider: up, model: \"synthetic:unary:300\" } ] }\n", "v1/models/third");
        Assert.Equal("synthetic:unary:301", await RunsAsync(penstock));

        async Task<string?> RunsAsync(PenstockServer server)
        {
            var answer = await server.Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
            Assert.True(answer.Status == 200, answer.Text);
            return (await server.Client.GetReplyAsync("api/v1/calls/" + answer.CallId)).At("upstream_model");
        }
    }

    private static async Task MakeAsync(PenstockServer penstock)
    {
        Assert.Equal(201, (await penstock.Client.SendReplyAsync("POST", "api/v1/secrets", """{"name":"one","value":"sk-one"}""")).Status);
        foreach (var (kind, body, _) in Kinds)
        {
            var made = await penstock.Client.SendReplyAsync("POST", "api/v1/" + kind, body);
            Assert.True(made.Status == 201, $"{kind}: {made.Text}");
        }
    }

    private static async Task ReloadAsync(PenstockServer penstock, string yaml, string sign)
    {
        await File.WriteAllTextAsync(penstock.ConfigFile, yaml, Ct);
        await Eventually.TrueAsync(
            async () =>
            {
                Assert.DoesNotContain("old one stays in force", Log(penstock), StringComparison.Ordinal);
                return (await penstock.Client.GetReplyAsync(sign)).Status == 200;
            },
            "the file is read");
    }

    private static Task LoggedAsync(PenstockServer penstock, string text) => Eventually.TrueAsync(() => Task.FromResult(Log(penstock).Contains(text, StringComparison.Ordinal)), $"the log says: {text}");

    private static async Task<Dictionary<string, string>> AllAsync(PenstockServer penstock)
    {
        var all = new Dictionary<string, string>();
        foreach (var (kind, _, _) in Kinds)
        {
            all[kind] = await ShownAsync(penstock, kind);
        }

        return all;
    }

    // The status is how it stands, which is no part of it.
    private static async Task<string> ShownAsync(PenstockServer penstock, string kind)
    {
        var shown = System.Text.Json.Nodes.JsonNode.Parse((await penstock.Client.GetReplyAsync($"api/v1/{kind}/one")).Text)!.AsObject();
        shown.Remove("status");
        return shown.ToJsonString();
    }

    private static string Log(PenstockServer penstock) => string.Concat(Directory.GetFiles(Path.Combine(penstock.DataFolder, "logs")).Select(file =>
    {
        using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(open);
        return reader.ReadToEnd();
    }));
}
