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
        await using var hooks = await OtherHost.StartAsync(static (http, _) =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        });
        var (vaultToken, vaultKey, clientSecret) = (_plants.New("the vault's token", "hvs."), _plants.New("a key of the vault", ""), _plants.New("a client's secret", ""));
        await using var vault = await FakeVault.StartAsync(fake =>
        {
            fake.Tokens.Add(vaultToken);
            fake.Secrets["secret/openai"] = new JsonObject { ["key"] = vaultKey };
        });
        await using var clouds = await Clouds().StartAsync();
        _plants.Add("a service account's private key", clouds.GoogleKey);
        await using var issuer = await LoginStandIn.StartAsync(_plants.New("a secret shared with an issuer", ""), _plants.New("an access token of a login", ""));
        issuer.ClientSecret = clientSecret;
        var mounted = Directory.CreateDirectory(Path.Combine(folder, "mounted")).FullName;
        await File.WriteAllTextAsync(Path.Combine(mounted, "key"), _plants.New("a mounted key", "tok/", special: true) + "\n", Ct);
        await File.WriteAllTextAsync(Path.Combine(mounted, "vault-token"), vaultToken, Ct);
        await File.WriteAllTextAsync(Path.Combine(mounted, "google.json"), clouds.GoogleFile(), Ct);
        var (awsSecret, awsToken, signing) = (_plants.New("an AWS secret key", "", special: true), _plants.New("an AWS session token", "", special: true), _plants.New("a secret of webhooks", "whsec_"));
        await File.WriteAllTextAsync(Path.Combine(mounted, "aws-token"), awsToken, Ct);
        var config = Path.Combine(folder, "penstock.yaml");
        await File.WriteAllTextAsync(config, PlantedYaml.Of(new PlantedYaml.Places(
            provider.Address, vault.Address, clouds.Address, issuer.Url, hooks.Address, mounted, _plants.New("a key of the file", "sk-proj-"), _plants.New("a budget's webhook", ""), _plants.New("the audit's webhook", ""))), Ct);
        var adminKey = _plants.New("the admin key", "");
        using var server = await ServerProcess.StartAsync(["--config", config, "--data", Path.Combine(folder, "data")], new Dictionary<string, string>
        {
            ["PENSTOCK_ADMIN_KEY"] = adminKey,
            ["PENSTOCK_MASTER_KEY"] = MasterKey(),
            ["PENSTOCK_LOGGING_FORMAT"] = "json",
            ["PLANTED_VARIABLE"] = _plants.New("a variable's key", "gsk_", special: true),
            ["PLANTED_ENV"] = _plants.New("a key of the environment", "", special: true),
            ["PLANTED_CLIENT"] = clientSecret,
            ["PLANTED_AWS"] = awsSecret,
            ["AWS_ACCESS_KEY_ID"] = "AKIAOFTHEPROCESS",
            ["AWS_SECRET_ACCESS_KEY"] = _plants.New("the process' AWS secret key", "", special: true),
            ["AWS_SESSION_TOKEN"] = _plants.New("the process' AWS session token", "", special: true),
            ["AWS_EC2_METADATA_DISABLED"] = "true",
            ["AZURE_CLIENT_SECRET"] = _plants.New("the process' Azure client secret", ""),
            ["IDENTITY_ENDPOINT"] = clouds.Address + "identity",
            ["IDENTITY_HEADER"] = clouds.AzureHeader,
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
        });
        using var admin = Client(server, adminKey);
        Keep("the level", await admin.SendReplyAsync("PUT", "api/v1/logging", """{"level":"trace"}"""), 200);
        var kept = _plants.New("a key of the database", "sk-ant-");
        Keep("a secret is stored", await admin.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"openai","value":"{{kept}}"}"""), 201);
        Keep("a shared secret is stored", await admin.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"shared","value":"{{issuer.SharedSecret}}"}"""), 201);
        Keep("a signing secret is stored", await admin.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"hook","value":"{{signing}}"}"""), 201);
        Keep("a wrong secret", await admin.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"A B","value":" {{_plants.New("a wrong secret", "sk-")}}","vaule":"{{_plants.New("a wrong member", "sk-")}}"}"""), 422);
        Keep("broken JSON", await admin.SendReplyAsync("POST", "api/v1/secrets", $$"""{"name":"x","value":"{{_plants.New("a secret in broken JSON", "sk-")}}" """), 400);
        await DeclareAsync(admin, provider.Address);

        var reply = await admin.SendReplyAsync("POST", "api/v1/keys", """{"name":"planted"}""");
        _plants.Add("an API key", reply.At("key")!, shown: reply.At("prefix")!.Length);
        Keep("the key is made", reply, 201, "an API key");
        using var client = Client(server, reply.At("key")!);
        await FailAsync(client, "first");
        var rotatedKey = _plants.New("the rotated key", "sk-ant-", special: true);
        Keep("the secret is rotated", await admin.SendReplyAsync("PUT", "api/v1/secrets/openai", $$"""{"value":"{{rotatedKey}}"}"""), 200);
        await FailAsync(client, "again");
        await RecordAsync(client, admin, kept);
        await LogInAsync(server, issuer);
        await StrangersAsync(server, reply.At("key")!);

        // Whoever has a secret of ours writes it where everything is logged, traced and audited.
        string[] knowns =
        [
            adminKey, MasterText, kept, rotatedKey, vaultToken, vaultKey, clientSecret, awsSecret, awsToken, signing, issuer.SharedSecret,
            .. new[] { "a key of the file", "a variable's key", "a key of the environment", "a mounted key" }.Concat(_sent).Select(_plants.Value),
        ];
        foreach (var known in knowns)
        {
            Keep("a secret in a query", await admin.GetReplyAsync("nowhere?note=" + Uri.EscapeDataString(known)), 404);
            Keep("a secret in a user agent", await admin.SendReplyAsync("PUT", "api/v1/logging", """{"level":"trace"}""", ("User-Agent", "curl/8 " + known)), 200);
        }

        // A file that is refused, and names what it refuses.
        var before = await File.ReadAllTextAsync(config, Ct);
        var misplaced = string.Concat(knowns.Select((known, i) => $"  misplaced{i}: {{ \"{known}\": 1 }}\n"));
        await File.WriteAllTextAsync(config, before.Replace("models:\n", misplaced + $"  worse: {{ api_key: \"{_plants.New("a key of a refused file", "sk-")}\", session_token: \"{_plants.New("a token of a refused file", "")} x\", headers: {{ x-api-key: \"{_plants.New("a header of a refused file", "")}\\u0001\" }} }}\nmodels:\n", StringComparison.Ordinal)
            .Replace("audit: { webhook: \"http://", $"audit: {{ webhook: \"http://me:{_plants.New("a webhook's password", "")}@", StringComparison.Ordinal), Ct);
        await Eventually.TrueAsync(() => Task.FromResult(Logs(folder).Contains("old one stays in force", StringComparison.Ordinal)), "the file is refused");

        var rotated = await admin.SendReplyAsync("POST", $"api/v1/keys/{reply.At("id")}/rotate", (byte[]?)null);
        _plants.Add("a rotated API key", rotated.At("key")!, shown: rotated.At("prefix")!.Length);
        Keep("the key is rotated", rotated, 200, "a rotated API key");
        await EverythingAsync(admin);
        await Eventually.TrueAsync(() => Task.FromResult(hooks.Requests.Any(asked => asked.Headers.ContainsKey("x-penstock-signature"))), "a signed notice is posted");

        // All of it was used, or it would prove nothing that it is not found.
        var sent = string.Join('\n', provider.Requests.Concat(clouds.Requests).Concat(vault.Requests).Concat(issuer.Requests).Select(asked => string.Join('\n', asked.Headers.Values)));
        var unused = _sent.Where(name => !sent.Contains(_plants.Value(name), StringComparison.Ordinal));
        Assert.Empty(unused);
        Assert.Contains(issuer.Requests, asked => asked.Headers.GetValueOrDefault("authorization") == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("penstock:" + clientSecret)));
        return await server.EndAsync();
    }

    // What must have been sent to somebody: the values of all stores, and what opens them.
    private readonly List<string> _sent = [];

    private CloudStandIns Clouds() => new()
    {
        AwsValue = Sent("a key of AWS", "sk-"),
        AzureValue = Sent("a key of Azure", "sk-"),
        AzureHeader = Sent("the header of a managed identity", ""),
        AzureToken = Sent("a token of a managed identity", ""),
        GoogleValue = Sent("a key of Google", "sk-"),
        GoogleToken = Sent("a token of a service account", "ya29."),
    };

    private string Sent(string name, string prefix)
    {
        _sent.Add(name);
        return _plants.New(name, prefix);
    }

    private static string MasterText => Convert.ToBase64String("planted-master-key-of-32-bytes!!"u8);

    private string MasterKey()
    {
        _plants.Add("the master key", MasterText);
        _plants.Add("the master key's bytes", "planted-master-key-of-32-bytes!!");
        return MasterText;
    }

    private async Task FailAsync(HttpClient client, string when)
    {
        foreach (var way in PlantedYaml.Ways.Append("declared"))
        {
            foreach (var fault in way is "literal" or "kept" ? PlantedYaml.Faults : Everywhere)
            {
                // What a client itself says comes back to it in its provider's error, as it came, and nowhere else.
                var said = $"what a client said {way} {fault} {when}";
                var content = _plants.New(said, "sk-proj-");
                var stream = fault.StartsWith("stream", StringComparison.Ordinal) ? ""","stream":true""" : "";
                var body = $$"""{"model":"{{way}}-{{fault}}","messages":[{"role":"user","content":"{{content}}"}]{{stream}}}""";
                Keep($"{way} {fault} {when}", await ReadAsync(client, "v1/chat/completions", body), null, said);
                Keep($"{way} {fault} {when}, translated", await ReadAsync(client, "v1/messages", body.Replace("\"messages\"", "\"max_tokens\":9,\"messages\"", StringComparison.Ordinal)), null, said);
            }
        }
    }

    // A stream that failed is not ended cleanly: what came before counts.
    private static async Task<Reply> ReadAsync(HttpClient client, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        using var whole = new MemoryStream();
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(Ct);
            await stream.CopyToAsync(whole, Ct);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            Assert.NotEqual(0, whole.Length);
        }

        return new Reply((int)response.StatusCode, response.Headers, response.Content.Headers, whole.ToArray());
    }

    // A provider and models of the management API, whose key is a reference; what it may not name, and what is not there.
    private async Task DeclareAsync(HttpClient admin, Uri provider)
    {
        string Body(string id, string key) => $$$"""{"id":"{{{id}}}","dialect":"openai","base_url":"{{{provider}}}v1","api_key":"{{{key}}}","timeouts":{"first_byte":"300ms"},"retry":{"attempts":1}}""";
        Keep("a provider is declared", await admin.SendReplyAsync("POST", "api/v1/providers", Body("declared", "secret:db/openai")), 201);
        Keep("a provider with a secret", await admin.SendReplyAsync("POST", "api/v1/providers", Body("worse", _plants.New("a key of a refused provider", "sk-"))), 422);
        Keep("a provider of the operator's store", await admin.SendReplyAsync("POST", "api/v1/providers", Body("worse", "secret:vault/openai#key")), 422);
        foreach (var fault in Everywhere)
        {
            Keep("a model is declared", await admin.SendReplyAsync("POST", "api/v1/models", $$"""{"id":"declared-{{fault}}","targets":[{"provider":"declared","model":"{{fault}}"}]}"""), 201);
        }
    }

    // A policy records what is said; a secret of ours is not recorded.
    private async Task RecordAsync(HttpClient client, HttpClient admin, string secret)
    {
        // It is of a model whose budget tells a webhook of its second call.
        Keep("something is said", await client.SendReplyAsync("POST", "v1/chat/completions", """{"model":"patient-fine","messages":[{"role":"user","content":"x"}]}"""), 200);
        Keep("something more is said", await client.SendReplyAsync("POST", "v1/chat/completions", """{"model":"patient-fine","messages":[{"role":"user","content":"x"}]}"""), 200);
        var call = await client.SendReplyAsync("POST", "v1/chat/completions", $$"""{"model":"patient-fine","messages":[{"role":"user","content":"is it {{secret}}?"}]}""");
        Keep("a secret is said", call, 200);
        Reply? content = null;
        await Eventually.TrueAsync(async () => (content = await admin.GetReplyAsync($"api/v1/content/{call.CallId}")).Status == 200, "the content is recorded");
        Assert.Contains("is it ", content!.Text, StringComparison.Ordinal);
        Keep("what was said", content, 200);
    }

    // Somebody logs in with a browser, and uses the session and a token of the issuer's.
    private async Task LogInAsync(ServerProcess server, LoginStandIn issuer)
    {
        using var browser = Client(server, null);
        foreach (var admitted in new[] { false, true })
        {
            var sent = await browser.GetReplyAsync("auth/login?issuer=corp&return_to=/api/v1/me");
            var begun = Cookie(sent);
            _plants.Add($"a login's cookie {admitted}", begun.Split('=', 2)[1]);
            Keep("to the issuer", sent, 303, $"a login's cookie {admitted}");
            var to = new Uri(sent.Header("location")!);
            var code = _plants.New($"a code of a login {admitted}", "");
            var state = System.Web.HttpUtility.ParseQueryString(to.Query)["state"];
            var back = await browser.GetReplyAsync($"auth/callback?state={state}&code={(admitted ? issuer.Admit(to, code) : code)}", ("Cookie", begun));
            if (!admitted)
            {
                Keep("the issuer refuses", back, 502);
                continue;
            }

            var cookie = Cookie(back);
            _plants.Add("a session's cookie", cookie.Split('=', 2)[1]);
            _plants.Add("an ID token", issuer.Given.Single().Split('.')[2]);
            Keep("back from the issuer", back, 303, "a session's cookie");
            Keep("who am I", await browser.GetReplyAsync("api/v1/me", ("Cookie", cookie)), 200);
            Keep("my sessions", await browser.GetReplyAsync("api/v1/sessions", ("Cookie", cookie)), 200);
            Keep("a change from elsewhere", await browser.SendReplyAsync("POST", "api/v1/keys", """{"name":"x"}""", ("Cookie", cookie)), 403);
        }

        var token = issuer.Token("calls");
        _plants.Add("a token of an issuer", token.Split('.')[2]);
        Keep("a call with a token", await browser.SendReplyAsync("POST", "v1/chat/completions", """{"model":"literal-fine","messages":[{"role":"user","content":"x"}]}""", ("Authorization", "Bearer " + token)));
    }

    private static string Cookie(Reply reply) => string.Join("; ", reply.Headers.GetValues("Set-Cookie").Select(cookie => cookie.Split(';')[0]).Where(cookie => !cookie.EndsWith('=')));

    private async Task StrangersAsync(ServerProcess server, string key)
    {
        const string Chat = """{"model":"literal-fine","messages":[{"role":"user","content":"x"}]}""";
        using var nobody = Client(server, null);
        var header = Convert.ToBase64String("""{"alg":"RS256"}"""u8);
        Keep("?key=", await nobody.SendReplyAsync("POST", "v1/chat/completions?key=" + Uri.EscapeDataString(_plants.New("a key in the query", "AIza", special: true)), Chat), 401);
        Keep("?key= of Gemini", await nobody.SendReplyAsync("POST", "v1beta/models/gemini-status-400:generateContent?key=" + key, """{"contents":[{"parts":[{"text":"x"}]}]}"""), 400);
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
            // Who may see budgets sees where their notices go.
            Keep("GET " + path, await admin.GetReplyAsync(path.TrimStart('/')), null, path == "/api/v1/budgets" ? ["a budget's webhook"] : []);
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
