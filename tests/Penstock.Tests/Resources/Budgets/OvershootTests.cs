using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Penstock.Tests.Resources.Budgets;

/// <summary>
/// A budget of 1.00, and calls that keep coming until refusals are steady: streamed and not, of uneven lengths, with hidden reasoning, clients that leave,
/// attempts that are retried, and a kill -9 in the middle. Complaints A6, A7 and A8 of gateways.md, section 5: calls that broke off cost nothing, budgets that are
/// exceeded by design, a hundred at once that all pass. What the provider has billed by its own count is never more than the budget, and nearly all of it.
/// </summary>
public sealed class OvershootTests
{
    // A call is small beside the budget: what nobody saw the end of is charged as the most it can have been.
    private const decimal OutputPrice = 2.5m;
    private const decimal InputPrice = 0.1m;
    private static readonly bool Full = Environment.GetEnvironmentVariable("PENSTOCK_FULL") == "1";

    public static TheoryData<int, int, bool> Rounds => Full
        ? [(1, 64, true), (2, 64, false), (3, 128, true), (4, 200, true), (5, 300, false), (6, 300, true), (7, 400, true), (8, 500, true), (9, 600, false), (10, 600, true)]
        : [(1, 64, true)];

    [Theory]
    [MemberData(nameof(Rounds))]
    public async Task Never_spends_more_than_the_budget_and_nearly_all_of_it(int round, int atOnce, bool kill)
    {
        var folder = Directory.CreateTempSubdirectory("penstock-budget-").FullName;
        try
        {
            await using var provider = await BillingProvider.StartAsync();
            var (input, output) = (Math.Round(InputPrice * 64 / atOnce, 6), Math.Round(OutputPrice * 64 / atOnce, 6));
            var config = Path.Combine(folder, "penstock.yaml");
            await File.WriteAllTextAsync(config, Yaml(provider, input, output), TestContext.Current.CancellationToken);
            var load = new Load(round, atOnce);

            var half = 0.5m + (round % 4 * 0.08m);
            if (kill)
            {
                using var killed = await ServerProcess.StartAsync(config, Path.Combine(folder, "data"));
                await load.RunAsync(killed.Address, until: () => Spent(provider, input, output) >= half ? killed.KillAsync() : null);
            }

            using var server = await ServerProcess.StartAsync(config, Path.Combine(folder, "data"));
            await load.RunAsync(server.Address, until: () => null);
            await Eventually.TrueAsync(() => Task.FromResult(provider.Running == 0), "the provider has seen the end of every call");

            // Twice as long as the longest call: what the crash left open is settled.
            using var client = Client(server.Address);
            await Eventually.TrueAsync(async () => (await client.GetReplyAsync("api/v1/budgets/all")).At("status.reserved") == "0", "nothing is held any more");
            await load.RunAsync(server.Address, until: () => null);
            await Eventually.TrueAsync(() => Task.FromResult(provider.Running == 0), "the provider has seen the end of every call");
            await Eventually.TrueAsync(async () => (await client.GetReplyAsync("api/v1/budgets/all")).At("status.reserved") == "0", "nothing is held any more");
            var billed = Spent(provider, input, output);
            var spent = decimal.Parse((await client.GetReplyAsync("api/v1/budgets/all")).At("status.spent")!, CultureInfo.InvariantCulture);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"round {round}: {atOnce} at once, kill {kill}: billed {billed}, spent {spent}, {load.Completed.Count} of {load.Sent} calls completed, {load.Left} left, {load.Cut} cut, {load.Refused} refused");
            Assert.InRange(billed, 0.95m, 1.00m);
            Assert.InRange(spent, billed, 1.00m);

            // None lost, none double: each call whose end was seen is recorded once, with what the provider billed for it.
            var wrong = new List<string>();
            foreach (var (id, call) in load.Completed.Take(Full ? int.MaxValue : 500))
            {
                var record = await client.GetReplyAsync("api/v1/calls/" + id);
                var (inputs, outputs) = provider.Bills[call];
                if (record.Status != 200 || (!load.Retried.ContainsKey(call) && decimal.Parse(record.At("cost") ?? "0", CultureInfo.InvariantCulture) != Cost(inputs, outputs, input, output)))
                {
                    wrong.Add($"{id} ({call}): billed {inputs} + {outputs}; {record.Text}");
                }
            }

            Assert.Empty(wrong);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static decimal Spent(BillingProvider provider, decimal input, decimal output) => Cost(provider.Billed.Input, provider.Billed.Output, input, output);

    private static decimal Cost(long inputs, long outputs, decimal input, decimal output) => ((inputs * input) + (outputs * output)) / 1_000_000m;

    private static string Yaml(BillingProvider provider, decimal input, decimal output)
    {
        var models = new StringBuilder();
        foreach (var name in (string[])["plain", "thinks"])
        {
            models.Append(CultureInfo.InvariantCulture, $"  {name}: {{ targets: [ {{ provider: up, model: {name} }} ], price: {{ rates: {{ input_mtok: {input}, output_mtok: {output} }} }} }}\n");
        }

        return $"""
            server: {"{"} listen: "127.0.0.1:0" {"}"}
            logging: {"{"} level: error {"}"}
            providers:
              up: {"{"} dialect: openai, base_url: "{provider.BaseAddress}", api_key: "sk-upstream-0123456789", timeouts: {"{"} first_byte: 1s, total: 4s {"}"}, retry: {"{"} base_delay: 20ms {"}"} {"}"}
            models:
            {models}
            budgets:
              all: {"{"} amount: 1.00, window: total, min_output_tokens: 16, max_output_tokens: 170 {"}"}
              each: {"{"} amount: 50, window: hour, rolling: true, each: key {"}"}
            """;
    }

    private static HttpClient Client(Uri address)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + PenstockServer.AdminKey);
        return client;
    }

    /// <summary>Clients that call until the budget refuses all of them, again and again.</summary>
    private sealed class Load(int seed, int atOnce)
    {
        private int _next;

        /// <summary>The calls that ended well, by their ids.</summary>
        public ConcurrentDictionary<string, string> Completed { get; } = new();

        public ConcurrentDictionary<string, bool> Retried { get; } = new();

        public int Sent => _next;

        private int _left;
        private int _cut;
        private int _refused;

        public int Left => _left;

        public int Cut => _cut;

        public int Refused => _refused;

        /// <param name="address">The server.</param>
        /// <param name="until">What ends it early.</param>
        public async Task RunAsync(Uri address, Func<Task?> until)
        {
            using var client = Client(address);
            using var over = new CancellationTokenSource();
            var steady = 0;
            var workers = Enumerable.Range(0, atOnce).Select(_ => Task.Run(async () =>
            {
                while (!over.IsCancellationRequested && Volatile.Read(ref steady) < 2 * atOnce)
                {
                    var outcome = await CallAsync(client, Interlocked.Increment(ref _next));
                    switch (outcome)
                    {
                        case Outcome.Refused:
                            Interlocked.Increment(ref steady);
                            break;
                        case Outcome.Ran:
                            Volatile.Write(ref steady, 0);
                            break;
                        default:
                            await Task.Delay(20);
                            break;
                    }
                }
            })).ToArray();
            var all = Task.WhenAll(workers);
            while (!all.IsCompleted)
            {
                if (until() is { } ending)
                {
                    await ending;
                    await over.CancelAsync();
                    break;
                }

                await Task.WhenAny(all, Task.Delay(5));
            }

            await all;
        }

        private async Task<Outcome> CallAsync(HttpClient client, int number)
        {
            // The same number makes the same call in every run.
            var random = new Lcg((ulong)((seed * 1_000_003) + number));
            var (model, streamed) = (random.Next(3) == 0 ? "thinks" : "plain", random.Next(2) == 0);
            var hidden = model == "thinks" ? random.Next(50) : 0;
            var fault = random.Next(50) switch { 0 => "refuse", 1 => "hang", _ => "none" };
            if (fault != "none")
            {
                Retried[number.ToString(CultureInfo.InvariantCulture)] = true;
            }

            var prompt = $"call={number} output={40 + random.Next(121)} hidden={hidden} fault={fault}";
            var body = $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{prompt}}"}],"stream":{{(streamed ? "true" : "false")}}{{(random.Next(2) == 0 ? ",\"max_completion_tokens\":170" : "")}}}""";
            using var leaving = new CancellationTokenSource();
            if (random.Next(20) == 0)
            {
                leaving.CancelAfter(20 + random.Next(60));
            }

            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions");
                request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leaving.Token);
                var text = await response.Content.ReadAsStringAsync(leaving.Token);
                if ((int)response.StatusCode == 429)
                {
                    Assert.Equal("insufficient_quota", JsonDocument.Parse(text).RootElement.GetProperty("error").GetProperty("type").GetString());
                    Interlocked.Increment(ref _refused);
                    return text.Contains("held by calls that run", StringComparison.Ordinal) ? Outcome.Soon : Outcome.Refused;
                }

                if (response.IsSuccessStatusCode && (!streamed || text.Contains("data: [DONE]", StringComparison.Ordinal)))
                {
                    Completed[response.Headers.GetValues("x-penstock-call-id").Single()] = number.ToString(CultureInfo.InvariantCulture);
                }

                return Outcome.Ran;
            }
            catch (OperationCanceledException) when (leaving.IsCancellationRequested)
            {
                // It may have been refused had it waited: that says nothing of whether refusals are steady.
                Interlocked.Increment(ref _left);
                return Outcome.Soon;
            }
            catch (Exception broken) when (broken is IOException or HttpRequestException)
            {
                Interlocked.Increment(ref _cut);
                return leaving.IsCancellationRequested ? Outcome.Soon : Outcome.Ran;
            }
        }
    }

    private enum Outcome
    {
        Ran,
        Soon,
        Refused,
    }

    /// <summary>Chance that is the same in every run (Knuth's constants for 64 bits).</summary>
    private struct Lcg(ulong seed)
    {
        private ulong _state = (seed * 6364136223846793005UL) + 1442695040888963407UL;

        public int Next(int below)
        {
            _state = (_state * 6364136223846793005UL) + 1442695040888963407UL;
            return (int)((_state >> 33) % (ulong)below);
        }
    }
}
