using Microsoft.AspNetCore.Http;
using Penstock.Config;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.OpenInference;

/// <summary>A server that speaks nothing but the protocol's JSON: no extensions, no properties.</summary>
public sealed class PlainServerTests
{
    private const string Metadata = """
        {"name":"m","versions":["3"],"platform":"tensorrt_plan","inputs":[{"name":"x","datatype":"FP32","shape":[-1,2]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1]},{"name":"z","datatype":"INT64","shape":[-1]}]}
        """;
    private const string Answer = """{"model_name":"m","model_version":"3","parameters":null,"outputs":[{"name":"y","datatype":"FP32","shape":[1],"parameters":null,"data":[3.5]},{"name":"z","datatype":"INT64","shape":[1],"data":[4]}]}""";
    private const string Input = """{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2.5]}]}""";

    [Fact]
    public async Task A_call_is_plain_JSON_at_the_version_that_was_named()
    {
        await using var server = await ServeAsync(200, Answer);
        await using var penstock = await StartAsync(server, "\"team/m\", version: \"3\"");

        var invoke = await penstock.Client.SendReplyAsync("POST", "models/plain/invoke", """{"x":[[1,2.5]]}""", ("cookie", "session=1"), ("x-other", "1"));

        Assert.Equal((200, """{"y":[3.5],"z":[4]}"""), (invoke.Status, invoke.Text));
        Assert.Equal(["/v2/models/team%2Fm/versions/3", "/v2", "/v2/models/team%2Fm/versions/3/infer"], server.Requests.Select(request => request.Target));
        var sent = server.Requests.Last();
        Assert.Equal(("POST", "application/json", "application/json", "Bearer own-key-0123456789"), (sent.Method, sent.Headers["content-type"], sent.Headers["accept"], sent.Headers["authorization"]));
        Assert.Equal($$"""{"id":"{{invoke.CallId}}","parameters":{},"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2.5]}]}""", sent.Body);
        Assert.DoesNotContain(sent.Headers.Keys, name => name is "cookie" or "x-other" or "inference-header-content-length");
    }

    [Fact]
    public async Task Only_the_outputs_asked_for_are_asked_for_and_they_must_come()
    {
        await using var server = await ServeAsync(200, """{"outputs":[{"name":"z","datatype":"INT64","shape":[1],"data":[4]}]}""");
        await using var penstock = await StartAsync(server);

        var asked = await penstock.Client.SendReplyAsync("POST", "v2/models/plain/infer", Input[..^1] + ""","outputs":[{"name":"z"}]}""");
        Assert.Equal((200, "z"), (asked.Status, asked.At("outputs.0.name")));
        Assert.EndsWith(""","outputs":[{"name":"z"}]}""", server.Requests.Last().Body, StringComparison.Ordinal);

        var missing = await penstock.Client.SendReplyAsync("POST", "v2/models/plain/infer", Input[..^1] + ""","outputs":[{"name":"y"}]}""");
        Assert.Equal((502, "The answer of the server 'other' lacks the output 'y'."), (missing.Status, missing.At("error")));
    }

    [Theory]
    [InlineData(400, """{"error":"unexpected shape for input 'x'"}""", 400, "provider_error", "The server 'other' answered 400: unexpected shape for input 'x'")]
    [InlineData(404, """{"error":"Request for unknown model"}""", 404, "provider_error", "answered 404: Request for unknown model")]
    [InlineData(401, """{"error":"secret"}""", 502, "provider_credentials", "refused Penstock's credentials (401)")]
    [InlineData(403, "{}", 502, "provider_credentials", "refused Penstock's credentials (403)")]
    [InlineData(500, """{"error":"Traceback: secret"}""", 500, "provider_error", "The server 'other' answered with an error (500).")]
    [InlineData(302, "", 502, "provider_unavailable", "answered 302, which is not followed")]
    [InlineData(200, "<html>", 502, "provider_cut", "is not what its metadata says")]
    [InlineData(200, """{"outputs":[]}""", 502, "provider_cut", "lacks the output 'y'")]
    [InlineData(200, """{"outputs":[{"name":"y","datatype":"FP64","shape":[1],"data":[1]}]}""", 502, "provider_cut", "is not what its metadata says")]
    public async Task The_server_s_errors_are_those_of_any_provider(int status, string body, int expected, string code, string message)
    {
        await using var server = await ServeAsync(status, body);
        await using var penstock = await StartAsync(server);

        var reply = await penstock.Client.SendReplyAsync("POST", "models/plain/invoke", """{"x":[[1,2.5]]}""");

        Assert.Equal((expected, code), (reply.Status, reply.At("code")));
        Assert.Contains(message, reply.At("detail"), StringComparison.Ordinal);
        Assert.DoesNotContain("secret", reply.Text, StringComparison.Ordinal);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_moment_is_tried_again_and_a_silent_one_is_given_up()
    {
        var (count, silent) = (0, false);
        await using var server = await OtherHost.StartAsync(async (http, received) =>
        {
            if (received.Method == "GET")
            {
                await DescribeAsync(http, received);
            }
            else if (silent)
            {
                await Task.Delay(Timeout.Infinite, http.RequestAborted);
            }
            else
            {
                http.Response.StatusCode = ++count < 3 ? 503 : 200;
                await http.Response.WriteAsync(count < 3 ? """{"error":"busy"}""" : Answer);
            }
        });
        await using var penstock = await StartAsync(server, more: "retry: { attempts: 3, base_delay: 1ms, max_delay: 1ms }, timeouts: { first_byte: 300ms }");

        Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v2/models/plain/infer", Input)).Status);
        Assert.Equal(3, count);

        silent = true;
        var reply = await penstock.Client.SendReplyAsync("POST", "models/plain/invoke", """{"x":[[1,2.5]]}""");
        Assert.Equal((504, "provider_timeout"), (reply.Status, reply.At("code")));
    }

    [Theory]
    [InlineData(404, """{"error":"Request for unknown model: 'm' is not found"}""", "the metadata of 'm' at 'other' was answered with 404: Request for unknown model: 'm' is not found")]
    [InlineData(200, "[]", "the metadata of 'm' at 'other' cannot be read")]
    [InlineData(200, """{"name":"m","inputs":[],"outputs":[]}""", "the metadata of 'm' at 'other' names no inputs and no outputs; declare them in the settings of that server")]
    public async Task Metadata_that_says_nothing_keeps_the_model_waiting(int status, string body, string reason)
    {
        await using var server = await OtherHost.StartAsync((http, _) =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync(body);
        });
        await using var penstock = await StartAsync(server);

        Assert.StartsWith(reason, (await penstock.Client.GetReplyAsync("models/plain")).At("not_ready"), StringComparison.Ordinal);
        Assert.Equal(503, (await penstock.Client.SendReplyAsync("POST", "v2/models/plain/infer", Input)).Status);
        Assert.DoesNotContain(server.Requests, request => request.Method == "POST");
    }

    [Theory]
    [InlineData("plain: { targets: [ { provider: other, model: m } ], capabilities: [ chat ] }", "this key does not fit this kind of model")]
    [InlineData("plain: { targets: [ { provider: other, path: /m } ] }", "the provider `other` is no JSON service")]
    [InlineData("plain: { targets: [ { provider: ollama, model: m, version: \"1\" } ] }", "the provider `ollama` is no Open-Inference server")]
    public async Task What_does_not_fit_such_a_server_is_a_mistake_of_the_file(string model, string mistake)
    {
        var refused = await Assert.ThrowsAsync<ConfigUnusableException>(() =>
            PenstockServer.StartAsync($"providers:\n  other: {{ dialect: open-inference, base_url: \"http://127.0.0.1:9\" }}\n  ollama: {{}}\nmodels:\n  {model}\n"));

        Assert.Contains(mistake, refused.Message, StringComparison.Ordinal);
    }

    private static Task<PenstockServer> StartAsync(OtherHost server, string model = "m", string more = "retry: { attempts: 1 }") => PenstockServer.StartAsync(
        $"providers:\n  other: {{ dialect: open-inference, base_url: \"{server.Address}\", api_key: own-key-0123456789, {more} }}\nmodels:\n  plain: {{ targets: [ {{ provider: other, model: {model} }} ] }}\n");

    private static Task<OtherHost> ServeAsync(int status, string body) => OtherHost.StartAsync((http, received) =>
    {
        if (received.Method == "GET")
        {
            return DescribeAsync(http, received);
        }

        http.Response.StatusCode = status;
        return http.Response.WriteAsync(body);
    });

    private static Task DescribeAsync(HttpContext http, OtherHost.Received received) =>
        http.Response.WriteAsync(received.Target == "/v2" ? """{"name":"plain","version":"1","extensions":[]}""" : Metadata);
}
