using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources;

/// <summary><c>kill -9</c> in the middle of many calls: what a client saw the end of is in the ledger, once. Complaint A6 of gateways.md, section 5: rows that are missing.</summary>
public sealed class CrashTests
{
    private const int AtOnce = 64;
    private static readonly bool Full = Environment.GetEnvironmentVariable("PENSTOCK_FULL") == "1";

    public static TheoryData<int, int> Rounds => Full ? [.. Enumerable.Range(1, 10).Select(round => (round, 2000))] : [(1, 500)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task Every_call_whose_answer_ended_is_in_the_ledger_once_after_a_kill(int round, int calls)
    {
        var folder = Directory.CreateTempSubdirectory("penstock-crash-").FullName;
        try
        {
            await using var upstream = await UpstreamServer.StartAsync(new UpstreamOptions { Remember = 0 }, TestContext.Current.CancellationToken);
            var config = Path.Combine(folder, "penstock.yaml");
            await File.WriteAllTextAsync(config, Yaml(upstream), TestContext.Current.CancellationToken);

            // The kill falls at another place of the work in every round.
            var (ended, sent) = await RunAndKillAsync(config, Path.Combine(folder, "data"), calls, killAfter: (calls / 2) + (round * 37 % (calls / 4)));

            using var again = await ServerProcess.StartAsync(config, Path.Combine(folder, "data"));
            using var client = Client(again.Address);
            var missing = new List<string>();
            foreach (var (id, status) in ended)
            {
                var record = await client.GetReplyAsync("api/v1/calls/" + id);
                if (record.Status != 200 || record.At("status") != status)
                {
                    missing.Add($"{id} ({status}): {record.Text}");
                }
            }

            Assert.Empty(missing);
            Assert.InRange(ended.Count, calls / 2, calls - 1);

            // Nothing is there twice: no more records than calls, whichever way they are summed.
            var total = (await client.GetReplyAsync("api/v1/usage")).Json.GetProperty("data").EnumerateArray().Single().GetProperty("calls").GetInt64();
            Assert.InRange(total, ended.Count, sent);
            var grouped = (await client.GetReplyAsync("api/v1/usage?group_by=end,status")).Json.GetProperty("data").EnumerateArray().Sum(row => row.GetProperty("calls").GetInt64());
            Assert.Equal(total, grouped);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<(IReadOnlyDictionary<string, string> Ended, int Sent)> RunAndKillAsync(string config, string data, int calls, int killAfter)
    {
        using var server = await ServerProcess.StartAsync(config, data);
        using var client = Client(server.Address);
        var ended = new ConcurrentDictionary<string, string>();
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (next, killed) = (0, false);
        var workers = Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            for (int i; !Volatile.Read(ref killed) && (i = Interlocked.Increment(ref next)) <= calls;)
            {
                if (await CallAsync(client, i) is var (id, status))
                {
                    ended[id] = status;
                    if (ended.Count >= killAfter)
                    {
                        reached.TrySetResult();
                    }
                }
            }
        })).ToArray();
        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await server.KillAsync();
        Volatile.Write(ref killed, true);
        await Task.WhenAll(workers);
        return (ended, Math.Min(next, calls));
    }

    /// <summary>The call's id and status when the client saw its end; null when it was broken off.</summary>
    private static async Task<(string Id, string Status)?> CallAsync(HttpClient client, int i)
    {
        var (path, body) = (i % 6) switch
        {
            0 => ("v1/chat/completions", HouseFixture.Chat("unary")),
            1 or 2 => ("v1/chat/completions", HouseFixture.Chat("stream", ""","stream":true""")),
            3 => ("v1/embeddings", """{"model":"embed","input":"x"}"""),
            4 => ("v1/chat/completions", HouseFixture.Chat("broken")),
            _ => ("v1/chat/completions", HouseFixture.Chat("nothing")),
        };
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path);
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            var id = response.Headers.GetValues("x-penstock-call-id").Single();
            var text = new StringBuilder();
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
            try
            {
                while (await reader.ReadLineAsync() is { } line)
                {
                    text.AppendLine(line);
                }
            }
            catch (Exception broken) when (broken is IOException or HttpRequestException && text.ToString().Contains("[DONE]", StringComparison.Ordinal))
            {
                // The terminal event came, which is the end; only HTTP's own end did not.
            }

            var streamed = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
            return !streamed || text.ToString().Contains("data: [DONE]", StringComparison.Ordinal) ? (id, ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;
        }
        catch (Exception broken) when (broken is IOException or HttpRequestException or System.Net.Sockets.SocketException)
        {
            return null;
        }
    }

    private static string Yaml(UpstreamServer upstream) => "server: { listen: \"127.0.0.1:0\" }\n" + PenstockServer.Yaml(upstream,
        ("unary", "synthetic:unary:300"), ("stream", "synthetic:stream:10:200:2"), ("embed", "synthetic:unary:600"))
        .Replace("models:\n", $"  bad: {{ dialect: openai, base_url: \"{upstream.BaseFor("fault=status:400")}\", api_key: \"sk-upstream-0123456789\" }}\nmodels:\n  broken: {{ targets: [ {{ provider: bad, model: x }} ] }}\n", StringComparison.Ordinal);

    private static HttpClient Client(Uri address)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + PenstockServer.AdminKey);
        return client;
    }
}
