using System.Text;
using System.Text.Json.Nodes;
using Penstock.Tests.Gateways;
using Penstock.Tests.Gateways.Secrets;
using Penstock.Tests.Gateways.Telemetry.Otlp;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Secrets;

/// <summary>
/// Secrets are planted everywhere, everything is made to fail at the log level trace with traces and metrics on, and then they are searched for in all that was
/// written: logs, output, metrics, traces, answers, and every file of the data folder. Complaint G26 of gateways.md (keys in logs: LiteLLM #30670, #18731,
/// #39757, #39964, the guardrail logs' Authorization; envoy #2508) and G25's keys that were kept unhashed.
/// </summary>
public sealed class PlantedSecretsTests
{
    private static readonly string[] Ways = ["literal", "variable", "env", "mounted", "kept", "vault", "header"];
    private static readonly string[] Faults = ["status-400", "status-401", "status-403", "status-404", "status-429", "status-500", "text", "garbage", "hang", "reset", "stream-error", "stream-cut", "fine"];

    private static readonly string[] Everywhere = ["status-400", "status-401", "stream-error"];

    private readonly Plants _plants = new();
    private readonly List<(string What, Reply Reply, string[] But)> _replies = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task G26_Planted_secrets_are_found_nowhere()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-planted-").FullName;
        try
        {
            await using var collector = await OtlpReceiver.StartAsync();
            var output = await UseAsync(folder, collector);

            Assert.NotEmpty(collector.Bodies("/v1/traces"));
            Assert.NotEmpty(collector.Bodies("/v1/metrics"));
            Assert.Contains("{\"", output);
            var found = new List<string>();
            found.AddRange(Search("the output", output));
            found.AddRange(Search("the telemetry", string.Concat(collector.Received.Select(sent => sent.Body))));
            foreach (var file in Directory.GetFiles(Path.Combine(folder, "data"), "*", SearchOption.AllDirectories))
            {
                found.AddRange(Search(Path.GetRelativePath(folder, file), Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Ct))));
            }

            foreach (var (what, reply, but) in _replies)
            {
                found.AddRange(Search(what, $"{reply.Headers}{reply.ContentHeaders}{Encoding.Latin1.GetString(reply.Bytes)}", but));
            }

            Assert.True(found.Count == 0, string.Join('\n', found));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<string> UseAsync(string folder, OtlpReceiver collector)
    {
        await using var provider = await EchoProvider.StartAsync();
        var vaultToken = _plants.New("the vault's token", "hvs.");
        var vaultKey = _plants.New("a key of the vault", "");
        await using var vault = await FakeVault.StartAsync(fake =>
        {
            fake.Tokens.Add(vaultToken);
            fake.Secrets["secret/openai"] = new JsonObject { ["key"] = vaultKey };
        });
        var mounted = Directory.CreateDirectory(Path.Combine(folder, "mounted")).FullName;
        await File.WriteAllTextAsync(Path.Combine(mounted, "key"), _plants.New("a mounted key", "tok/", special: true) + "\n", Ct);
        await File.WriteAllTextAsync(Path.Combine(mounted, "vault-token"), vaultToken, Ct);
        var config = Path.Combine(folder, "penstock.yaml");
        await File.WriteAllTextAsync(config, Yaml(provider, vault, mounted, _plants.New("a key of the file", "sk-proj-")), Ct);
        var adminKey = _plants.New("the admin key", "ps_admin0");
        using var server = await ServerProcess.StartAsync(["--config", config, "--data", Path.Combine(folder, "data")], new Dictionary<string, string>
        {
            ["PENSTOCK_ADMIN_KEY"] = adminKey,
            ["PENSTOCK_MASTER_KEY"] = MasterKey(),
            ["PENSTOCK_LOGGING_FORMAT"] = "json",
            ["PLANTED_VARIABLE"] = _plants.New("a variable's key", "gsk_", special: true),
            ["PLANTED_ENV"] = _plants.New("a key of the environment", "", special: true),
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        });
        using var admin = Client(server, adminKey);
        Keep("the level", await admin.SendReplyAsync("PUT", "api/v1/logging", """{"level":"trace"}"""), 200);
        var kept = _plants.New("a key of the database", "sk-ant-");
        Keep("a secret is stored", await admin.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"openai","value":"{{kept}}"}"""), 201);
        Keep("a wrong secret", await admin.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"A B","value":" {{_plants.New("a wrong secret", "sk-")}}","vaule":"{{_plants.New("a wrong member", "sk-")}}"}"""), 422);
        Keep("broken JSON", await admin.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"x","value":"{{_plants.New("a secret in broken JSON", "sk-")}}" """), 400);

        var reply = await admin.SendReplyAsync("POST", "api/v1/keys", """{"name":"planted"}""");
        _plants.Add("an API key", reply.At("key")!, shown: reply.At("prefix")!.Length);
        Keep("the key is made", reply, 201, "an API key");
        using var client = Client(server, reply.At("key")!);
        await FailAsync(client, "first");
        Keep("the secret is rotated", await admin.SendReplyAsync("PUT", "api/v1/secrets/openai", $$"""{"value":"{{_plants.New("the rotated key", "sk-ant-", special: true)}}"}"""), 200);
        await FailAsync(client, "again");
        await StrangersAsync(server);

        // A file that is refused, and names what it refuses.
        var before = await File.ReadAllTextAsync(config, Ct);
        await File.WriteAllTextAsync(config, before.Replace("models:", $"  worse: {{ api_key: \"{_plants.New("a key of a refused file", "sk-")}\", session_token: \"{_plants.New("a token of a refused file", "")} x\", headers: {{ x-api-key: \"{_plants.New("a header of a refused file", "")}\\u0001\" }} }}\nmodels:", StringComparison.Ordinal), Ct);
        await Eventually.TrueAsync(() => Task.FromResult(Logs(folder).Contains("old one stays in force", StringComparison.Ordinal)), "the file is refused");

        var rotated = await admin.SendReplyAsync("POST", $"api/v1/keys/{reply.At("id")}/rotate", (byte[]?)null);
        _plants.Add("a rotated API key", rotated.At("key")!, shown: rotated.At("prefix")!.Length);
        Keep("the key is rotated", rotated, 200, "a rotated API key");
        await EverythingAsync(admin);
        return await server.EndAsync();
    }

    private string MasterKey()
    {
        var key = Convert.ToBase64String(Encoding.UTF8.GetBytes("planted-master-key-of-32-bytes!!"));
        _plants.Add("the master key", key);
        _plants.Add("the master key's bytes", "planted-master-key-of-32-bytes!!");
        return key;
    }

    private static string Yaml(OtherHost provider, FakeVault vault, string mounted, string literal)
    {
        string[] keys =
        [
            literal, "${PLANTED_VARIABLE}", "secret:env/PLANTED_ENV", "secret:file/key", "secret:db/openai", "secret:vault/openai#key", "secret:env/PLANTED_ENV",
        ];
        var yaml = new StringBuilder($$"""
            server: { listen: "127.0.0.1:0" }
            secrets:
              cache: 1s
              stores:
                file: { path: "{{mounted}}" }
                vault: { address: "{{vault.Address}}", token: "secret:file/vault-token" }
            providers:

            """);
        foreach (var (way, key) in Ways.Zip(keys))
        {
            var header = way == "header" ? """, headers: { x-extra-key: "secret:vault/openai#key" }""" : "";
            yaml.AppendLine($"  {way}: {{ dialect: openai, base_url: \"{provider.Address}v1\", api_key: \"{key}\", timeouts: {{ first_byte: 300ms }}, retry: {{ attempts: 2, base_delay: 1ms }}{header} }}");
        }

        yaml.AppendLine($"  gemini: {{ dialect: gemini, base_url: \"{provider.Address}\", api_key: \"secret:db/openai\" }}");
        yaml.AppendLine("models:");
        foreach (var way in Ways)
        {
            foreach (var fault in Faults)
            {
                yaml.AppendLine($"  {way}-{fault}: {{ targets: [ {{ provider: {way}, model: {fault} }} ] }}");
            }
        }

        return yaml.Append("  gemini: { targets: [ { provider: gemini, model: status-400 } ] }\n").ToString();
    }

    private async Task FailAsync(HttpClient client, string when)
    {
        foreach (var way in Ways)
        {
            foreach (var fault in way is "literal" or "kept" ? Faults : Everywhere)
            {
                // What a client itself says comes back to it in its provider's error, as it came, and nowhere else.
                var said = $"what a client said {way} {fault} {when}";
                var content = _plants.New(said, "sk-proj-");
                var stream = fault.StartsWith("stream", StringComparison.Ordinal) ? ""","stream":true""" : "";
                var body = $$"""{"model":"{{way}}-{{fault}}","messages":[{"role":"user","content":"{{content}}"}]{{stream}}}""";
                try
                {
                    Keep($"{way} {fault} {when}", await client.SendReplyAsync("POST", "v1/chat/completions", body), null, said);
                    Keep($"{way} {fault} {when}, translated", await client.SendReplyAsync("POST", "v1/messages", body.Replace("\"messages\"", "\"max_tokens\":9,\"messages\"", StringComparison.Ordinal)), null, said);
                }
                catch (HttpRequestException)
                {
                    // A stream that failed is not ended cleanly.
                }
            }
        }
    }

    private async Task StrangersAsync(ServerProcess server)
    {
        const string Chat = """{"model":"literal-fine","messages":[{"role":"user","content":"x"}]}""";
        using var nobody = Client(server, null);
        var header = Convert.ToBase64String("""{"alg":"RS256"}"""u8);
        Keep("?key=", await nobody.SendReplyAsync("POST", "v1/chat/completions?key=" + Uri.EscapeDataString(_plants.New("a key in the query", "AIza", special: true)), Chat), 401);
        Keep("?key= elsewhere", await nobody.GetReplyAsync("nowhere?key=" + _plants.New("a key in a query of nowhere", "AIza")), 404);
        Keep("a JWT", await nobody.SendReplyAsync("POST", "v1/chat/completions", Chat, ("Authorization", $"Bearer {header.TrimEnd('=')}.{_plants.New("a JWT's claims", "")}.{_plants.New("a JWT's signature", "")}")), 401);
        Keep("x-api-key", await nobody.SendReplyAsync("POST", "v1/messages", Chat, ("x-api-key", _plants.New("a key in x-api-key", "sk-ant-"))), 401);
        Keep("api-key", await nobody.SendReplyAsync("POST", "v1/chat/completions", Chat, ("api-key", _plants.New("a key in api-key", ""))), 401);
        Keep("basic", await nobody.SendReplyAsync("POST", "v1/chat/completions", Chat, ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + _plants.New("a password", ""))))), 401);
        Keep("a cookie", await nobody.SendReplyAsync("POST", "v1/chat/completions", Chat, ("Cookie", "session=" + _plants.New("a cookie", ""))), 401);
        Keep("management", await nobody.GetReplyAsync("api/v1/secrets", ("Authorization", "Bearer " + _plants.New("a stranger's key", "ps_"))), 401);
    }

    // Every address that can be read without naming something.
    private async Task EverythingAsync(HttpClient admin)
    {
        var document = await admin.GetReplyAsync("openapi/v1.json");
        Keep("the document", document, 200);
        foreach (var (path, _) in JsonNode.Parse(document.Bytes)!["paths"]!.AsObject().Where(path => !path.Key.Contains('{') && path.Value!["get"] is not null))
        {
            Keep("GET " + path, await admin.GetReplyAsync(path.TrimStart('/')));
        }

        Keep("metrics", await admin.GetReplyAsync("metrics"), 200);
        Keep("the secret", await admin.GetReplyAsync("api/v1/secrets/openai"), 200);
        Keep("the secret is in use", await admin.SendReplyAsync("DELETE", "api/v1/secrets/openai", (byte[]?)null), 409);
        Keep("rewrapped", await admin.SendReplyAsync("POST", "api/v1/secret-rewraps", (byte[]?)null), 200);
    }

    private void Keep(string what, Reply reply, int? status = null, params string[] but)
    {
        Assert.True(status is null || reply.Status == status, $"{what} was answered {reply.Status}: {reply.Text}");
        _replies.Add((what, reply, but));
    }

    private IEnumerable<string> Search(string where, string text, params string[] but) => _plants.In(text, but).Select(found => $"{where} holds {found}");

    private static string Logs(string folder) => string.Concat(Directory.GetFiles(Path.Combine(folder, "data", "logs")).Select(file =>
    {
        using var open = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(open);
        return reader.ReadToEnd();
    }));

    private static HttpClient Client(ServerProcess server, string? key)
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = server.Address };
        if (key is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + key);
        }

        return client;
    }
}
