using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Penstock.Config;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Services;

/// <summary>Models that run at JSON services, called through a whole server.</summary>
public sealed class ServiceModelTests
{
    private const string Document = """
        {"openapi":"3.1.0","paths":{
          "/price":{"post":{"operationId":"quote","description":"Quotes a pet","requestBody":{"required":true,"content":{"application/json":{"schema":{
            "type":"object","required":["species","weight"],"properties":{"species":{"enum":["cat","dog"]},"weight":{"type":"number","exclusiveMinimum":0},
            "copies":{"type":"integer","minimum":1,"default":1},"owner":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}}}}}}},
            "responses":{"200":{"description":"The quote","content":{"application/json":{"schema":{"type":"object","properties":{"total":{"type":"number"}}}}}}}}},
          "/shelf/{id}":{"get":{"operationId":"shelf","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string"}},
            {"name":"tag","in":"query","schema":{"type":"array","items":{"type":"string"}}}],"responses":{}}}}}
        """;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_document_JSON_passes_as_it_is_and_nothing_else_of_the_client_does()
    {
        await using var service = await OtherHost.StartAsync((http, received) => AnswerAsync(http, $$"""{"you":{{received.Body}}}"""));
        await using var penstock = await StartAsync($"other: {{ dialect: json-service, base_url: \"{service.Address}api\", api_key: own-key-0123456789, headers: {{ X-Team: a }} }}",
            "echo: { targets: [ { provider: other, path: \"/v1:echo\", method: PUT } ] }");

        var reply = await penstock.Client.SendReplyAsync("POST", "models/echo/invoke", """ {"a": [1, 1.0, "é"]} """,
            ("cookie", "session=1"), ("idempotency-key", "once"), ("x-other", "1"));

        Assert.Equal((200, "application/json", """{"you": {"a": [1, 1.0, "é"]} }"""), (reply.Status, reply.ContentType, reply.Text));
        var received = Assert.Single(service.Requests);
        Assert.Equal(("PUT", "/api/v1:echo"), (received.Method, received.Target));
        Assert.Equal(("Bearer own-key-0123456789", "a", "once", "application/json"), (received.Headers["authorization"], received.Headers["x-team"], received.Headers["idempotency-key"], received.Headers["content-type"]));
        Assert.DoesNotContain(received.Headers.Keys, name => name is "cookie" or "x-other");
        var record = await penstock.Client.GetReplyAsync("api/v1/calls/" + reply.CallId);
        Assert.Equal(("completed", "echo"), (record.At("end"), record.At("model")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("\"\\u00\"")]
    public async Task What_is_no_JSON_does_not_leave(string body)
    {
        await using var service = await OtherHost.StartAsync((http, _) => AnswerAsync(http, "1"));
        await using var penstock = await StartAsync(Provider(service), "echo: { targets: [ { provider: other, path: /echo } ] }");

        var reply = await penstock.Client.SendReplyAsync("POST", "models/echo/invoke", body);

        Assert.Equal((400, "invalid_request"), (reply.Status, reply.At("code")));
        Assert.Empty(service.Requests);
    }

    [Fact]
    public async Task With_a_document_bad_input_does_not_leave_and_good_input_leaves_as_strict_JSON()
    {
        await using var service = await ServeAsync((http, _) => AnswerAsync(http, """{"total": 3.50}"""));
        await using var penstock = await StartAsync(Provider(service, "openapi: /openapi.json"), "price: { targets: [ { provider: other, operation: quote } ] }");

        var view = await penstock.Client.GetReplyAsync("models/price");
        Assert.Equal(("Quotes a pet", "predict", "species", "result"), (view.At("description"), view.At("capabilities.0"), view.At("inputs.0.name"), view.At("outputs.0.name")));
        Assert.False(view.Json.TryGetProperty("not_ready", out _));

        var bad = await penstock.Client.SendReplyAsync("POST", "models/price/invoke", """{"species":"cow","copies":"0","owner":{"nam":"ada"},"colour":1}""");
        Assert.Equal(422, bad.Status);
        Assert.Equal(
            ["enum at species", "missing at weight", "greater_than_equal at copies", "missing at owner.name", "extra_forbidden at colour"],
            bad.Json.GetProperty("errors").EnumerateArray().Select(error => $"{error.GetProperty("code")} at {error.GetProperty("path")}").OrderBy(text => Array.IndexOf(
                ["species", "weight", "copies", "owner.name", "colour"], text.Split(' ')[^1])));
        Assert.DoesNotContain(service.Requests, request => request.Target == "/price");

        var good = await penstock.Client.SendReplyAsync("POST", "models/price/invoke", """{"weight":" 4.5 ","species":"cat","copies":2.0,"owner":{"name":"ada","more":[null]}}""");
        Assert.Equal((200, """{"total": 3.50}"""), (good.Status, good.Text));
        Assert.Equal("""{"species":"cat","weight":4.5,"copies":2,"owner":{"name":"ada","more":[null]}}""", service.Requests.Single(request => request.Target == "/price").Body);
    }

    [Fact]
    public async Task What_stands_in_path_and_query_is_escaped_and_cannot_lead_elsewhere()
    {
        await using var service = await ServeAsync((http, _) => AnswerAsync(http, "[]"));
        await using var penstock = await StartAsync(Provider(service, "openapi: /openapi.json"), "shelf: { targets: [ { provider: other, path: \"/shelf/{id}\" } ] }");

        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "models/shelf/invoke", """{"id":"../a?b/ü","tag":["x&y","z"]}""")).Status);
        var refused = await penstock.Client.SendReplyAsync("POST", "models/shelf/invoke", """{"id":".."}""");

        Assert.Equal((422, "id"), (refused.Status, refused.At("errors.0.path")));
        var received = Assert.Single(service.Requests, request => request.Target.StartsWith("/shelf", StringComparison.Ordinal));
        Assert.Equal(("GET", "/shelf/..%2Fa%3Fb%2F%C3%BC?tag=x%26y&tag=z", ""), (received.Method, received.Target, received.Body));
    }

    [Theory]
    [InlineData(401, "{}", 502, "provider_credentials", "refused Penstock's credentials (401)")]
    [InlineData(403, "{}", 502, "provider_credentials", "refused Penstock's credentials (403)")]
    [InlineData(302, "", 502, "provider_unavailable", "answered 302, which is not followed")]
    [InlineData(404, """{"detail":"no such pet"}""", 404, "provider_error", "The service 'other' answered 404: no such pet")]
    [InlineData(400, """{"message":"bad\nnews"}""", 400, "provider_error", "answered 400: bad\nnews")]
    [InlineData(500, "<html>Traceback: secret</html>", 500, "provider_error", "The service 'other' answered with an error (500).")]
    [InlineData(200, "<html>hello</html>", 502, "provider_cut", "The answer of the service 'other' ('application/json') is not JSON.")]
    public async Task The_service_s_errors_are_those_of_any_provider(int status, string body, int expected, string code, string message)
    {
        await using var service = await OtherHost.StartAsync((http, _) =>
        {
            http.Response.StatusCode = status;
            return AnswerAsync(http, body);
        });
        await using var penstock = await StartAsync(Provider(service), "echo: { targets: [ { provider: other, path: /echo } ] }");

        var reply = await penstock.Client.SendReplyAsync("POST", "models/echo/invoke", "{}");

        Assert.Equal((expected, code), (reply.Status, reply.At("code")));
        Assert.Contains(message, reply.At("detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_FastAPI_says_of_an_input_is_passed_on_mistake_by_mistake()
    {
        await using var service = await OtherHost.StartAsync((http, _) =>
        {
            http.Response.StatusCode = 422;
            return AnswerAsync(http, """{"detail":[{"loc":["body","items",0,"price"],"msg":"too dear","type":"value_error.dear"},{"loc":["query","q"],"msg":"field required","type":"missing"}]}""");
        });
        await using var penstock = await StartAsync(Provider(service), "echo: { targets: [ { provider: other, path: /echo } ] }");

        var reply = await penstock.Client.SendReplyAsync("POST", "models/echo/invoke", "{}");

        Assert.Equal((422, "provider_error", "items.0.price"), (reply.Status, reply.At("code"), reply.At("param")));
        Assert.Equal(("items.0.price", "value_error.dear", "too dear", "q"), (reply.At("errors.0.path"), reply.At("errors.0.code"), reply.At("errors.0.message"), reply.At("errors.1.path")));
    }

    [Fact]
    public async Task A_service_that_is_away_for_a_moment_is_tried_again_and_an_empty_answer_is_null()
    {
        var count = 0;
        await using var service = await OtherHost.StartAsync((http, _) =>
        {
            http.Response.StatusCode = ++count < 3 ? 503 : 204;
            return Task.CompletedTask;
        });
        await using var penstock = await StartAsync(Provider(service, "retry: { attempts: 3, base_delay: 1ms, max_delay: 1ms }"), "echo: { targets: [ { provider: other, path: /echo } ] }");

        var reply = await penstock.Client.SendReplyAsync("POST", "models/echo/invoke", "{}");

        Assert.Equal((200, "null", 3), (reply.Status, reply.Text, service.Requests.Count));
    }

    [Fact]
    public async Task A_service_that_is_silent_is_given_up()
    {
        await using var service = await OtherHost.StartAsync((http, _) => Task.Delay(Timeout.Infinite, http.RequestAborted));
        await using var penstock = await StartAsync(Provider(service, "timeouts: { first_byte: 100ms }"), "echo: { targets: [ { provider: other, path: /echo } ] }");

        var reply = await penstock.Client.SendReplyAsync("POST", "models/echo/invoke", "{}");

        Assert.Equal((504, "provider_timeout"), (reply.Status, reply.At("code")));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_service_s_request()
    {
        var (begun, ended) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var service = await OtherHost.StartAsync(async (http, _) =>
        {
            http.RequestAborted.Register(ended.SetResult);
            begun.SetResult();
            await ended.Task;
        });
        await using var penstock = await StartAsync(Provider(service), "echo: { targets: [ { provider: other, path: /echo } ] }");
        using var leaving = new CancellationTokenSource();
        using var body = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        var call = penstock.Client.PostAsync(new Uri(penstock.Address, "models/echo/invoke"), body, leaving.Token);
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);

        await leaving.CancelAsync();

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_document_that_cannot_be_had_makes_its_models_wait_and_not_the_server()
    {
        var port = FreePort();
        await using var penstock = await StartAsync($"other: {{ dialect: json-service, base_url: \"http://127.0.0.1:{port}\", openapi: /openapi.json }}", "price: { targets: [ { provider: other, operation: quote } ] }");

        var view = await penstock.Client.GetReplyAsync("models/price");
        var early = await penstock.Client.SendReplyAsync("POST", "models/price/invoke", "{}");
        Assert.Equal("the OpenAPI document of 'other' could not be fetched (ConnectionError)", view.At("not_ready"));
        Assert.Equal((503, "model_not_ready", "5"), (early.Status, early.At("code"), early.Header("retry-after")));
        Assert.Equal(200, (await penstock.Client.GetReplyAsync("readyz")).Status);

        await using var service = await ServeAsync((http, _) => AnswerAsync(http, "2"), port);
        await Eventually.TrueAsync(async () => !(await penstock.Client.GetReplyAsync("models/price")).Json.TryGetProperty("not_ready", out _), "the model is ready");

        Assert.Equal("2", (await penstock.Client.SendReplyAsync("POST", "models/price/invoke", """{"species":"dog","weight":1}""")).Text);
    }

    [Fact]
    public async Task An_operation_that_a_fetched_document_lacks_is_not_ready_and_one_that_a_file_lacks_is_a_mistake()
    {
        await using var service = await ServeAsync((http, _) => AnswerAsync(http, "1"));
        await using (var penstock = await StartAsync(Provider(service, "openapi: /openapi.json"), "price: { targets: [ { provider: other, operation: quotes } ] }"))
        {
            Assert.Equal("the OpenAPI document of 'other' has no operation 'quotes'; is it 'quote'?", (await penstock.Client.GetReplyAsync("models/price")).At("not_ready"));
        }

        var folder = Directory.CreateTempSubdirectory("penstock-test-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "service.json"), Document, Ct);
            await using (var penstock = await StartAsync(Provider(service, "openapi: \"file:./service.json\""), "price: { targets: [ { provider: other, path: /price } ] }", folder))
            {
                Assert.Equal("species", (await penstock.Client.GetReplyAsync("models/price")).At("inputs.0.name"));
            }

            var refused = await Assert.ThrowsAsync<ConfigUnusableException>(() => StartAsync(Provider(service, "openapi: \"file:./service.json\""), "price: { targets: [ { provider: other, path: /prices } ] }", folder));
            Assert.Contains("has no path '/prices'; is it '/price'?", refused.Message, StringComparison.Ordinal);
            Assert.Contains("penstock.yaml:4:", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Another_host_that_has_the_document_gets_no_credentials()
    {
        await using var service = await OtherHost.StartAsync((http, _) => AnswerAsync(http, "1"));
        await using var shelf = await ServeAsync((http, _) => AnswerAsync(http, "1"));
        await using var penstock = await StartAsync(
            $"other: {{ dialect: json-service, base_url: \"{service.Address}\", api_key: own-key-0123456789, headers: {{ X-Team: a }}, openapi: \"{shelf.Address}openapi.json\" }}",
            "price: { targets: [ { provider: other, operation: quote } ] }");

        Assert.Equal("species", (await penstock.Client.GetReplyAsync("models/price")).At("inputs.0.name"));
        var asked = Assert.Single(shelf.Requests);
        Assert.DoesNotContain(asked.Headers.Keys, name => name is "authorization" or "x-team");
    }

    private static string Provider(OtherHost service, string? more = null) =>
        $"other: {{ dialect: json-service, base_url: \"{service.Address}\"{(more is null ? ", retry: { attempts: 1 }" : more.StartsWith("retry", StringComparison.Ordinal) ? ", " + more : ", retry: { attempts: 1 }, " + more)} }}";

    private static Task<PenstockServer> StartAsync(string provider, string model, string? folder = null) =>
        PenstockServer.StartAsync($"providers:\n  {provider}\nmodels:\n  {model}\n", folder: folder);

    private static Task<OtherHost> ServeAsync(Func<HttpContext, OtherHost.Received, Task> answer, int port = 0) => OtherHost.StartAsync(
        (http, received) => received.Target == "/openapi.json" ? AnswerAsync(http, Document) : answer(http, received), port);

    private static Task AnswerAsync(HttpContext http, string json)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(json);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
