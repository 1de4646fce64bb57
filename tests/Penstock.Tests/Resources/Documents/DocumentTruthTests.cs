using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Tests.Gateways.Repository;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Resources.Documents;

/// <summary>What the document says is so: its examples are sent, its errors provoked.</summary>
public sealed partial class DocumentTruthTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_operation_answers_as_described_when_its_examples_are_sent()
    {
        await using var upstream = await UpstreamServer.StartAsync(ct: Ct);
        using var zoo = new OnnxFolder();
        Array.ForEach(["1", "2", "3", "4"], version => zoo.Write($"zoo/{version}/model.onnx", OnnxFolder.Adds(1)));
        zoo.Write("zoo/model.yaml", "shadow: { version: 4 }");
        await using var penstock = await PenstockServer.StartAsync(
            $"repositories: [ {{ path: '{zoo.Path}', watch: off }} ]\n" + PenstockServer.Yaml(upstream, ("a-chat", "synthetic:unary:300"), ("z-stream", "synthetic:stream:3:200")),
            options => options.Function("hello", (string who, int times = 1) => new Greeting($"hello {who}", times))
                .Function("team/ship:1.0", (Order order, Colour colour, DateTimeOffset at, int[] sizes, Dictionary<string, double> weights, bool? gift) => new Shipment(order, colour, at, sizes.Length, weights, gift, null))
                .Function("forget", (Guid id) => { })
                .Function("say", (string text) => text));
        GiveVersions(penstock);
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);
        var sent = 0;
        var wrong = new List<string>();

        // No provider here counts tokens, Bedrock's native bodies are for models that run there, the stand-in makes no pictures and no sounds of its own, and nobody logs in without an issuer.
        var served = document.Operations.Where(operation =>
            !operation.Path.EndsWith(":countTokens", StringComparison.Ordinal) && operation.Path is not ("/v1/moderations" or "/auth/login" or "/auth/callback")
            && !((string[])["/model/{model_id}/invoke", "/v1/images/", "/v1/audio/", "/api/v1/content/{id}", "/api/v1/sessions/{id}"]).Any(prefix => operation.Path.StartsWith(prefix, StringComparison.Ordinal))).ToArray();
        foreach (var operation in served)
        {
            var bodies = operation.Node["requestBody"] is null ? [("", "", null)] : operation.Examples.Select(example => (example.MediaType, example.Name, (JsonNode?)example.Value)).ToArray();
            foreach (var (mediaType, name, example) in bodies)
            {
                var body = example?.DeepClone();
                var ids = await IdsAsync(penstock, operation);
                if (body is JsonObject { } chat && chat["stream"] is { } stream && (bool)stream)
                {
                    // The stand-in's model can only stream or only not; the body names it, or the address.
                    if (chat.ContainsKey("model"))
                    {
                        chat["model"] = "z-stream";
                    }
                    else
                    {
                        ids["model_id"] = "z-stream";
                    }
                }

                if (operation.Path.EndsWith(":streamGenerateContent", StringComparison.Ordinal) || operation.Path.EndsWith("-stream", StringComparison.Ordinal))
                {
                    ids["model_id"] = "z-stream";
                }

                using var request = operation.Request(ids, mediaType, body);
                using var answer = await penstock.Client.SendAsync(request, Ct);

                if ((int)answer.StatusCode is < 200 or >= 400)
                {
                    wrong.Add($"{operation.Verb} {operation.Path} ({name}) answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
                }

                await operation.CheckAsync(answer, Ct);
                sent++;
                if (operation.Path.StartsWith("/v2/repository/models/", StringComparison.Ordinal))
                {
                    Assert.Null(await penstock.Services.GetRequiredService<IModelRepository>().LoadAsync("zoo", Ct));
                    GiveVersions(penstock);
                }
            }
        }

        Assert.Empty(wrong);
        Assert.True(sent >= served.Length);
        Assert.Contains(upstream.Requests, received => Encoding.UTF8.GetString(received.Body).Contains("\"stream\":true", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Who_may_do_what_is_as_described()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);
        using var anybody = penstock.NewClient(null);
        using var key = penstock.NewClient((string)(await CreateKeyAsync(penstock))["key"]!);

        foreach (var operation in document.Operations)
        {
            using var anonymous = await SendAsync(anybody, operation);
            using var known = await SendAsync(key, operation);

            Assert.True(operation.IsOpen == (anonymous.StatusCode != HttpStatusCode.Unauthorized), $"{operation.Verb} {operation.Path} without a key: {anonymous.StatusCode}");
            // A callback that no login of this browser asked for is forbidden to everybody.
            Assert.True(operation.Path == "/auth/callback" || operation.IsManagement == (known.StatusCode == HttpStatusCode.Forbidden), $"{operation.Verb} {operation.Path} with a key: {known.StatusCode}");
            await operation.CheckAsync(anonymous, Ct);
            await operation.CheckAsync(known, Ct);
        }
    }

    [Fact]
    public async Task Bad_bodies_get_the_described_errors()
    {
        await using var penstock = await PenstockServer.StartAsync(configure: options => options.Function("hello", (string who) => who));
        GiveVersions(penstock);
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);

        foreach (var operation in document.Operations.Where(operation => operation.Node["requestBody"] is not null))
        {
            var ids = await IdsAsync(penstock, operation);
            foreach (var (text, type, expected) in new[]
            {
                ("{", "application/json", new[] { 400 }),
                ("{}", "text/plain", [415]),
                ("""{"nonsense":1}""", "application/json", [400, 422, 200]),
            })
            {
                using var request = operation.Request(ids);
                request.Content = new StringContent(text, Encoding.UTF8, new MediaTypeHeaderValue(type));
                using var answer = await penstock.Client.SendAsync(request, Ct);

                Assert.True(expected.Contains((int)answer.StatusCode), $"{operation.Verb} {operation.Path} with {text} answered {(int)answer.StatusCode}");
                await operation.CheckAsync(answer, Ct);
            }
        }
    }

    [Fact]
    public async Task An_impossible_Accept_gets_the_described_error()
    {
        await using var penstock = await PenstockServer.StartAsync();
        var document = await ApiDocument.ReadAsync(penstock.Client, Ct);
        foreach (var operation in document.Operations.Where(operation => operation.Verb == "GET" && operation.Statuses.Contains("406")))
        {
            using var request = operation.Request(await IdsAsync(penstock, operation));
            request.Headers.TryAddWithoutValidation("Accept", "image/gif");
            using var answer = await penstock.Client.SendAsync(request, Ct);

            Assert.True(answer.StatusCode is HttpStatusCode.NotAcceptable or HttpStatusCode.NotFound, $"{operation.Path}: {answer.StatusCode}");
            await operation.CheckAsync(answer, Ct);
        }
    }

    // Addresses that name a version need models that have some.
    private static void GiveVersions(PenstockServer penstock)
    {
        var source = penstock.Services.GetRequiredService<CatalogSource>();
        source.Current = new ModelCatalog(source.Current.All.Select(model => !model.Can(Capability.Predict) ? model : model with { Version = "1", Versions = [model with { Version = "1" }] }));
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, ApiOperation operation)
    {
        var (mediaType, _, body) = operation.Examples.FirstOrDefault();
        using var request = operation.Request(new Dictionary<string, string>(), mediaType, body);
        return await client.SendAsync(request, Ct);
    }

    // Fresh things for the placeholders that no example can name.
    private static async Task<Dictionary<string, string>> IdsAsync(PenstockServer penstock, ApiOperation operation)
    {
        if (operation.Path.StartsWith("/api/v1/keys/", StringComparison.Ordinal))
        {
            return new() { ["id"] = (string)(await CreateKeyAsync(penstock))["id"]! };
        }

        if (ManagedPath().Match(operation.Path) is { Success: true } managed && operation.Document.Operations.FirstOrDefault(other => other.Verb == "POST" && other.Path == managed.Groups[1].Value) is { } create)
        {
            var (mediaType, _, body) = create.Examples.First();
            using var request = create.Request(new Dictionary<string, string>(), mediaType, body);

            // Nobody decides what he asked for himself.
            using var asker = operation.Path.Contains("-requests/", StringComparison.Ordinal) ? await DeveloperAsync(penstock) : null;
            using var answer = await (asker ?? penstock.Client).SendAsync(request, Ct);
            var made = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
            if (answer.StatusCode == HttpStatusCode.Conflict || answer.StatusCode == HttpStatusCode.UnprocessableEntity)
            {
                // It is there already, and only once: whoever has its e-mail address, say.
                using var list = await penstock.Client.GetAsync(managed.Groups[1].Value + "?source=api", Ct);
                made = JsonNode.Parse(await list.Content.ReadAsStringAsync(Ct))!["data"]![0]!;
            }

            return made["id"] is { } id ? new() { ["id"] = (string)id! } : [];
        }

        const string Provider = """{"id":"acme","dialect":"openai","base_url":"https://llm.example.com/v1"}""";
        if (operation.Path == "/api/v1/models")
        {
            // What a model runs on has to be there first.
            using var provider = await penstock.Client.PostAsync("api/v1/providers", new StringContent(Provider, null, "application/json"), Ct);
        }

        if (DeclaredModel().IsMatch(operation.Path))
        {
            using var provider = await penstock.Client.PostAsync("api/v1/providers", new StringContent(Provider, null, "application/json"), Ct);
            using var answer = await penstock.Client.PostAsync("api/v1/models", new StringContent("""{"targets":[{"provider":"acme","model":"qwen3-8b"}]}""", null, "application/json"), Ct);
            return new() { ["model_id"] = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["id"]! };
        }

        if (operation.Path.StartsWith("/api/v1/secrets/", StringComparison.Ordinal))
        {
            using var answer = await penstock.Client.PostAsync("api/v1/secrets", new StringContent("""{"name":"openai","value":"sk-0123456789"}""", null, "application/json"), Ct);
            return new() { ["name"] = "openai" };
        }

        if (operation.Path.StartsWith("/api/v1/models/", StringComparison.Ordinal))
        {
            return new() { ["model_id"] = "zoo" };
        }

        if (operation.Path.StartsWith("/api/v1/calls/", StringComparison.Ordinal))
        {
            using var answer = await penstock.Client.PostAsync("v1/embeddings", new StringContent("""{"model":"nothing","input":""}""", null, "application/json"), Ct);
            return new() { ["id"] = Assert.Single(answer.Headers.GetValues("x-penstock-call-id")) };
        }

        if (operation.Path.StartsWith("/v1/responses/", StringComparison.Ordinal))
        {
            using var answer = await penstock.Client.PostAsync("v1/responses", new StringContent("""{"model":"a-chat","input":"hello"}""", null, "application/json"), Ct);
            return answer.IsSuccessStatusCode ? new() { ["id"] = (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!["id"]! } : [];
        }

        if (operation.Path.StartsWith("/openai/deployments/", StringComparison.Ordinal))
        {
            var models = penstock.Services.GetRequiredService<CatalogSource>().Current;
            return new() { ["call"] = $"{(models.Find("a-chat") is null ? "hello" : "a-chat")}/chat/completions" };
        }

        return [];
    }

    private static async Task<JsonNode> CreateKeyAsync(PenstockServer penstock)
    {
        using var answer = await penstock.Client.PostAsync("api/v1/keys", new StringContent("""{"name":"a"}""", null, "application/json"), Ct);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
    }

    private static async Task<HttpClient> DeveloperAsync(PenstockServer penstock)
    {
        using var user = await penstock.Client.PostAsync("api/v1/users", new StringContent("""{"roles":["developer"]}""", null, "application/json"), Ct);
        var id = (string)JsonNode.Parse(await user.Content.ReadAsStringAsync(Ct))!["id"]!;
        using var key = await penstock.Client.PostAsync("api/v1/keys", new StringContent($$$"""{"name":"a","owner":{"user":"{{{id}}}"}}""", null, "application/json"), Ct);
        return penstock.NewClient((string)JsonNode.Parse(await key.Content.ReadAsStringAsync(Ct))!["key"]!);
    }

    // What is about a model's declaration; the rest is about its versions.
    [GeneratedRegex(@"^/api/v1/models/\{model_id\}(/versions.*|/rollback)?$")]
    private static partial Regex DeclaredModel();

    // What the management API serves in the common form: /api/v1/teams/{id} and all below.
    [GeneratedRegex(@"^(/api/v1/[a-z-]+)/\{id\}")]
    private static partial Regex ManagedPath();

    private enum Colour
    {
        DeepRed,
        Green,
    }

    private sealed record Greeting(string Text, int Times);

    private sealed record Order(string Customer, Address Address, IReadOnlyList<Greeting> Greetings, DateOnly? Day = null);

    private sealed record Address(string Street, Uri Map);

    private sealed record Shipment(Order Order, Colour Colour, DateTimeOffset At, int Sizes, Dictionary<string, double> Weights, bool? Gift, Shipment? Before);
}
