using System.Text.Json;
using Microsoft.Data.Sqlite;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Limits;

/// <summary>
/// Limits of a whole server. Complaints of other gateways that are tests here: A3 (a limiter that was never registered), A4 (check, then
/// increment: first requests all pass), A5 (a worst case that refuses who has used nothing), A8 (100 at once all pass), A9 (a limit that is
/// counted in several places is as many times as high).
/// </summary>
public sealed class LimitsTests : IAsyncLifetime
{
    private UpstreamServer _upstream = null!;
    private PenstockServer? _penstock;

    private HttpClient Client => _penstock!.Client;

    public async ValueTask InitializeAsync() => _upstream = await UpstreamServer.StartAsync(ct: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_penstock is not null)
        {
            await _penstock.DisposeAsync();
        }

        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Complaint_A9_a_limit_is_one_number_whatever_way_leads_to_it()
    {
        await StartAsync("limits: { one: { requests: 4/hour } }", ("chat", "synthetic:unary:300"), ("other", "synthetic:unary:301"));
        using var key = await KeyAsync();

        // Two keys, two models, four dialects, several connections: one count.
        int[] statuses =
        [
            await StatusAsync(Client, "v1/chat/completions", HouseFixture.Chat("chat")),
            await StatusAsync(key, "v1/messages", """{"model":"other","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"""),
            await StatusAsync(key, "v1beta/models/chat:generateContent", """{"contents":[{"parts":[{"text":"hi"}]}]}"""),
            await StatusAsync(Client, "v1/responses", """{"model":"chat","input":"hi"}"""),
            await StatusAsync(Client, "v1/chat/completions", HouseFixture.Chat("other")),
            await StatusAsync(key, "v1/messages", """{"model":"chat","max_tokens":9,"messages":[{"role":"user","content":"hi"}]}"""),
        ];

        Assert.Equal([200, 200, 200, 200, 429, 429], statuses);
        Assert.Equal(4, _upstream.Requests.Count);
    }

    [Fact]
    public async Task Complaints_A4_and_A8_of_a_hundred_first_calls_at_once_exactly_as_many_pass_as_may()
    {
        await StartAsync("limits: { rpm: { each: key, requests: 10/hour } }", ("chat", "synthetic:unary:300"));
        using var key = await KeyAsync();

        var statuses = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => StatusAsync(key, "v1/chat/completions", HouseFixture.Chat("chat"))));

        Assert.Equal((10, 90), (statuses.Count(status => status == 200), statuses.Count(status => status == 429)));
        Assert.Equal(10, _upstream.Requests.Count);
    }

    [Fact]
    public async Task Complaint_A5_a_caller_who_states_no_maximum_is_capped_and_not_refused_before_anything_was_used()
    {
        await StartAsync("limits: { tpm: { total_tokens: 2000/minute } }", ("chat", "synthetic:unary:300"));

        var statuses = new List<int>();
        for (var i = 0; i < 30; i++)
        {
            statuses.Add(await StatusAsync(Client, "v1/chat/completions", HouseFixture.Chat("chat")));
        }

        // 83 tokens each; what is left at the end is less than a call may use at most: 320 bytes and tokens of frame, and twice an answer.
        Assert.InRange(statuses.TakeWhile(status => status == 200).Count(), 16, 24);
        var sent = JsonElement.Parse(_upstream.Requests[0].Body);
        Assert.InRange(sent.TryGetProperty("max_completion_tokens", out var cap) ? cap.GetInt32() : sent.GetProperty("max_tokens").GetInt32(), 1, 2000);
    }

    [Fact]
    public async Task Complaint_A3_a_limit_holds_from_the_moment_it_is_made_and_no_longer_than_it_is_there()
    {
        await StartAsync("", ("chat", "synthetic:unary:300"));
        Assert.Equal(200, await ChatAsync());

        Assert.Equal(201, (await Client.SendReplyAsync("POST", "api/v1/limits", """{"id":"none","requests":"1/hour"}""")).Status);
        Assert.Equal((200, 429), (await ChatAsync(), await ChatAsync()));
        Assert.Equal(200, (await Client.SendReplyAsync("PATCH", "api/v1/limits/none", """{"requests":"2/hour"}""")).Status);
        Assert.Equal((200, 429), (await ChatAsync(), await ChatAsync()));
        var shown = await Client.GetReplyAsync("api/v1/limits/none");
        Assert.Equal(("2", "0", "requests"), (shown.At("status.in_use.0.rates.0.used"), shown.At("status.in_use.0.rates.0.remaining"), shown.At("status.in_use.0.rates.0.unit")));
        Assert.Equal(204, (await Client.SendReplyAsync("DELETE", "api/v1/limits/none", (byte[]?)null)).Status);
        Assert.Equal(200, await ChatAsync());
    }

    [Fact]
    public async Task All_mistakes_of_a_limit_are_told_at_once_and_what_the_file_declares_is_read_only()
    {
        await StartAsync("limits: { filed: { requests: 100/minute } }");

        var wrong = await Client.SendReplyAsync("POST", "api/v1/limits", """{"requests":["5","6/hour"],"each":"planet","concurrency":0,"max_wait":"long","total_tokens":"-1/h","what":1}""");

        Assert.Equal(422, wrong.Status);
        Assert.Equal(["concurrency", "each", "max_wait", "requests.0", "total_tokens", "what"], wrong.Json.GetProperty("errors").EnumerateArray().Select(one => one.GetProperty("path").GetString()!).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(422, (await Client.SendReplyAsync("POST", "api/v1/limits", """{"description":"nothing"}""")).Status);
        Assert.Equal(422, (await Client.SendReplyAsync("POST", "api/v1/limits", """{"requests":"1/m","each":"tag"}""")).Status);
        Assert.Equal(422, (await Client.SendReplyAsync("POST", "api/v1/limits", """{"requests":["5/m","6/minute"]}""")).Status);
        Assert.Equal(409, (await Client.SendReplyAsync("DELETE", "api/v1/limits/filed", (byte[]?)null)).Status);
        Assert.Equal(201, (await Client.SendReplyAsync("POST", "api/v1/limits", """{"applies":{"tags":["project=x"]},"each":["tag","user"],"input_tokens":"5/10s","priority":3}""")).Status);
    }

    [Fact]
    public async Task A_stream_holds_its_place_and_its_tokens_and_a_client_that_leaves_gives_back_what_was_not_used()
    {
        await StartAsync("limits: { all: { total_tokens: 10000/hour, concurrency: 1 } }", ("stream", "synthetic:stream:5000:200:20"), ("chat", "synthetic:unary:300"));
        using (var stream = await RunningStream.StartAsync(Client, "stream"))
        {
            var running = await Client.GetReplyAsync("api/v1/limits/all");
            Assert.Equal("1", running.At("status.in_use.0.running"));
            Assert.InRange(Number(running, "held"), 1000, 10_000);
            Assert.Equal(429, await ChatAsync());
        }

        await Eventually.TrueAsync(async () => (await Client.GetReplyAsync("api/v1/limits/all")).At("status.in_use.0.running") == "0", "the place is free");
        var after = await Client.GetReplyAsync("api/v1/limits/all");
        Assert.Equal(0, Number(after, "held"));
        Assert.InRange(Number(after, "used"), 1, 2000);
        Assert.Equal(200, await ChatAsync());
    }

    [Fact]
    public async Task A_stream_that_its_provider_cuts_gives_back_what_was_not_used()
    {
        await using var penstock = _penstock = await PenstockServer.StartAsync($$"""
            limits: { all: { total_tokens: 10000/hour } }
            providers:
              up: { dialect: openai, base_url: "{{_upstream.BaseFor("fault=cut:3")}}", api_key: "sk-upstream-0123456789", retry: { attempts: 1 } }
            models:
              stream: { targets: [ { provider: up, model: "synthetic:stream:50:200" } ] }

            """);

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("stream", ",\"stream\":true")));

        var after = await Client.GetReplyAsync("api/v1/limits/all");
        Assert.Equal((0, "0"), (Number(after, "held"), after.At("status.in_use.0.running")));
        Assert.InRange(Number(after, "used"), 1, 1000);
        _penstock = null;
    }

    [Fact]
    public async Task A_call_waits_for_its_turn_and_one_whose_client_leaves_is_never_sent()
    {
        await StartAsync("limits: { one: { concurrency: 1, max_wait: 60s } }", ("stream", "synthetic:stream:5000:200:20"), ("chat", "synthetic:unary:300"));
        Task<int> waits;
        using (await RunningStream.StartAsync(Client, "stream"))
        {
            using var leaves = new CancellationTokenSource();
            using var body = new StringContent(HouseFixture.Chat("chat", ",\"user\":\"leaves\""));
            body.Headers.ContentType = new("application/json");
            var left = Client.PostAsync("v1/chat/completions", body, leaves.Token);
            await WaitingAsync("1");
            await leaves.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
            await WaitingAsync("0");

            waits = ChatAsync();
            await WaitingAsync("1");
            Assert.False(waits.IsCompleted);
        }

        Assert.Equal(200, await waits);
        Assert.Equal(2, _upstream.Requests.Count);

        Task WaitingAsync(string count) => Eventually.TrueAsync(async () => (await Client.GetReplyAsync("api/v1/limits/one")).At("status.in_use.0.waiting") == count, count + " waits");
    }

    [Fact]
    public async Task A_server_that_ends_tells_those_who_wait_so()
    {
        await StartAsync("server: { shutdown_timeout: 500ms }\nlimits: { one: { concurrency: 1, max_wait: 60s } }", ("stream", "synthetic:stream:5000:200:20"), ("chat", "synthetic:unary:300"));
        using var stream = await RunningStream.StartAsync(Client, "stream");
        var waits = Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat"));
        await Eventually.TrueAsync(async () => (await Client.GetReplyAsync("api/v1/limits/one")).At("status.in_use.0.waiting") == "1", "it waits");

        var stopped = _penstock!.StopAsync();

        var reply = await waits;
        Assert.Equal((503, "1"), (reply.Status, reply.Header("retry-after")));
        await stopped;
    }

    [Fact]
    public async Task A_provider_that_is_full_is_passed_over_and_only_when_all_are_full_is_the_call_refused()
    {
        _penstock = await PenstockServer.StartAsync($$"""
            limits:
              of-a: { providers: a, requests: 2/hour }
              each-provider: { each: provider, requests: 3/hour }
            providers:
              a: { dialect: openai, base_url: "{{_upstream.BaseAddress}}v1", api_key: "sk-upstream-0123456789" }
              b: { dialect: openai, base_url: "{{_upstream.BaseAddress}}v1", api_key: "sk-upstream-0123456789" }
            models:
              chat: { targets: [ { provider: a, model: "synthetic:unary:300", order: 0 }, { provider: b, model: "synthetic:unary:300", order: 1 } ] }
              only-a: { targets: [ { provider: a, model: "synthetic:unary:300" } ] }

            """);

        var replies = new List<Reply>();
        for (var i = 0; i < 6; i++)
        {
            replies.Add(await Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("chat")));
        }

        Assert.Equal([200, 200, 200, 200, 200, 429], replies.Select(reply => reply.Status));
        var providers = new List<string?>();
        foreach (var reply in replies.Take(5))
        {
            providers.Add((await Client.GetReplyAsync("api/v1/calls/" + reply.CallId)).At("provider"));
        }

        Assert.Equal(["a", "a", "b", "b", "b"], providers);
        Assert.Equal("requests_per_hour", replies[5].At("error.code"));
        Assert.Equal(429, (await Client.SendReplyAsync("POST", "v1/chat/completions", HouseFixture.Chat("only-a"))).Status);
        Assert.Equal(5, _upstream.Requests.Count);
    }

    [Fact]
    public async Task No_call_visits_the_database_and_none_waits_for_it()
    {
        // Complaints C16 and H29 of gateways.md, section 5: too many connections, deadlocks, and one slow store that took every call with it.
        await StartAsync(
            "limits:\n" + string.Concat(Enumerable.Range(0, 12).Select(i => $"  l{i}: {{ requests: 100000/minute, total_tokens: 100000000/hour, each: {(i % 2 == 0 ? "key" : "model")} }}\n"))
            + "budgets:\n" + string.Concat(((string[])["hour", "day", "month", "year"]).Select(window => $"  {window}: {{ amount: 1000, window: {window}, each: key }}\n"))
            + "prices: { all: { model: \"*\", rates: { input_mtok: 1, output_mtok: 4 } } }\n",
            ("chat", "synthetic:unary:300"),
            ("stream", "synthetic:stream:5:200"));
        using var key = await KeyAsync();
        Assert.Equal(200, await ChatAsync());
        await Client.GetReplyAsync("api/v1/calls");

        // Somebody else writes all the while: whoever wanted to would wait for five seconds, and fail.
        var database = Path.Combine(_penstock!.DataFolder, "penstock.db");
        await using (var other = new SqliteConnection($"Data Source={database};Pooling=False"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var writing = other.BeginTransaction(deferred: false);
            await CallAsync(100);
        }

        // Then there is none, and none is made: whoever visits it fails.
        string[] files = [database, database + "-wal", database + "-shm"];
        SqliteConnection.ClearAllPools();
        Array.ForEach(files, file => File.Move(file, file + ".away"));
        try
        {
            Assert.NotEqual(200, (await Client.GetReplyAsync("api/v1/calls")).Status);
            await CallAsync(200);
        }
        finally
        {
            Array.ForEach(files, file => File.Move(file + ".away", file));
        }

        // Nothing of it is lost.
        await Eventually.TrueAsync(
            async () => await Client.GetReplyAsync("api/v1/usage") is { Status: 200 } usage && usage.At("data.0.calls") == "301", "every call is in the ledger", TimeSpan.FromSeconds(60));

        async Task CallAsync(int calls)
        {
            for (var i = 0; i < calls; i++)
            {
                Assert.Equal(200, await StatusAsync(i % 2 == 0 ? key : Client, "v1/chat/completions", HouseFixture.Chat(i % 3 == 0 ? "stream" : "chat", i % 3 == 0 ? ",\"stream\":true" : "")));
            }
        }
    }

    private static async Task<int> StatusAsync(HttpClient client, string path, string body) => (await client.SendReplyAsync("POST", path, body)).Status;

    private static long Number(Reply reply, string member) => long.Parse(reply.At("status.in_use.0.rates.0." + member)!, System.Globalization.CultureInfo.InvariantCulture);

    private Task<int> ChatAsync() => StatusAsync(Client, "v1/chat/completions", HouseFixture.Chat("chat"));

    private async Task StartAsync(string yaml, params (string Model, string UpstreamModel)[] models) =>
        _penstock = await PenstockServer.StartAsync(yaml + "\n" + (models.Length == 0 ? "" : PenstockServer.Yaml(_upstream, models)));

    private async Task<HttpClient> KeyAsync() => _penstock!.NewClient((await Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"a test"}""")).At("key"));
}
