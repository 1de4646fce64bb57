using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Resources.OpenInference;

/// <summary>The addresses below <c>/v2</c>: who may, what they say, and which of them there are.</summary>
public sealed class OpenInferenceResourceTests(HouseFixture house) : IClassFixture<HouseFixture>
{
    private const string IrisBody = """{"id":"1","inputs":[{"name":"input","shape":[1,4],"datatype":"FP32","data":[5.1,3.5,1.4,0.2]}]}""";

    [Theory]
    [InlineData("v2")]
    [InlineData("v2/")]
    public async Task The_server_says_what_it_is_to_everybody(string path)
    {
        using var anybody = house.Penstock.NewClient(null);
        var answer = await anybody.GetReplyAsync(path);

        Assert.Equal((200, "penstock"), (answer.Status, answer.At("name")));
        Assert.Equal(["extensions", "name", "version"], answer.Json.EnumerateObject().Select(member => member.Name).Order());
        Assert.Contains("binary_tensor_data", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_open()
    {
        using var anybody = house.Penstock.NewClient(null);

        Assert.Equal((200, """{"live":true}"""), await anybody.GetReplyAsync("v2/health/live") is var live ? (live.Status, live.Text) : default);
        Assert.Equal((200, """{"ready":true}"""), await anybody.GetReplyAsync("v2/health/ready") is var ready ? (ready.Status, ready.Text) : default);
    }

    [Fact]
    public async Task A_model_is_described_by_its_one_signature()
    {
        var iris = await house.Admin.GetReplyAsync("v2/models/iris");

        Assert.Equal((200, "iris"), (iris.Status, iris.At("name")));
        Assert.Equal("""{"name":"input","datatype":"FP32","shape":[-1,4]}""", Member(iris.Json.GetProperty("inputs")[0]));
        Assert.Contains("setosa", iris.Json.GetProperty("properties").GetRawText(), StringComparison.Ordinal);
        Assert.False(iris.Json.TryGetProperty("versions", out _));

        var function = await house.Admin.GetReplyAsync("v2/models/team/greet:v1.0");
        Assert.Equal(
            """[{"name":"who","datatype":"BYTES","shape":[1]},{"name":"times","datatype":"INT32","shape":[1]}]""",
            function.Json.GetProperty("inputs").GetRawText());
        Assert.Equal("[\"times\"]", function.At("properties.optional"));

        var provider = await house.Admin.GetReplyAsync("v2/models/" + HouseFixture.Slashed);
        Assert.Equal((200, false), (provider.Status, provider.Json.TryGetProperty("inputs", out _)));
    }

    [Theory]
    [InlineData("v2/models/team/greet:v1.0/infer", "who 1")]
    [InlineData("v2/models/team%2Fgreet%3Av1.0/infer", "who 1")]
    [InlineData("v2/models/team/greet:v1.0/invoke/infer", "longest who")]
    public async Task Ids_may_hold_slashes_and_colons_and_the_longest_known_one_wins(string path, string result)
    {
        var answer = await house.Admin.SendReplyAsync("POST", path, """{"inputs":[{"name":"who","shape":[1],"datatype":"BYTES","data":["who"]}]}""");

        Assert.Equal((200, result), (answer.Status, answer.At("outputs.0.data.0")));
        Assert.NotEmpty(answer.CallId);
    }

    [Fact]
    public async Task Arguments_of_a_function_are_tensors_of_one_element_and_their_mistakes_are_placed_there()
    {
        var both = await house.Admin.SendReplyAsync("POST", "v2/models/team/greet:v1.0/infer", """{"inputs":[{"name":"times","shape":[1],"datatype":"INT32","data":[3]},{"name":"who","shape":[1],"datatype":"BYTES","data":["ada"]}]}""");
        var none = await house.Admin.SendReplyAsync("POST", "v2/models/team/greet:v1.0/infer", """{"inputs":[]}""");
        var two = await house.Admin.SendReplyAsync("POST", "v2/models/hello/infer", """{"inputs":[{"name":"who","shape":[2],"datatype":"BYTES","data":["a","b"]}]}""");

        Assert.Equal("ada 3", both.At("outputs.0.data.0"));
        Assert.Equal((400, "inputs", "missing"), (none.Status, none.At("errors.0.path"), none.At("errors.0.code")));
        Assert.Equal((400, "inputs.0.shape"), (two.Status, two.At("errors.0.path")));
    }

    [Fact]
    public async Task An_inference_is_a_call_like_any_other_and_recorded_with_the_status_it_had()
    {
        var good = await house.Admin.SendReplyAsync("POST", "v2/models/iris/infer", IrisBody);
        var bad = await house.Admin.SendReplyAsync("POST", "v2/models/iris/infer", """{"inputs":[]}""");

        Assert.Equal((200, "1", "iris"), (good.Status, good.At("id"), good.At("model_name")));
        Assert.Equal("0", good.At("outputs.0.data.0"));
        Assert.Equal((400, "application/json"), (bad.Status, bad.ContentType));
        Assert.NotEmpty(bad.At("error")!);
        var record = await house.RecordAsync(bad.CallId);
        Assert.Equal(("400", "open-inference"), (record.At("status"), record.At("dialect")));
    }

    [Fact]
    public async Task Models_are_shown_and_served_to_those_who_may_call_them()
    {
        var (_, client) = await house.KeyAsync("\"allowed_models\":[\"hello\"]");
        using var anybody = house.Penstock.NewClient(null);
        using (client)
        {
            Assert.Equal(new[] { 401, 401, 401 }, new[] { (await anybody.GetReplyAsync("v2/models/iris")).Status, (await anybody.GetReplyAsync("v2/models/iris/ready")).Status, (await anybody.SendReplyAsync("POST", "v2/models/iris/infer", IrisBody)).Status });
            Assert.Equal(new[] { 404, 404, 403 }, new[] { (await client.GetReplyAsync("v2/models/iris")).Status, (await client.GetReplyAsync("v2/models/iris/ready")).Status, (await client.SendReplyAsync("POST", "v2/models/iris/infer", IrisBody)).Status });
            Assert.Equal(new[] { 200, 200 }, new[] { (await client.GetReplyAsync("v2/models/hello")).Status, (await client.GetReplyAsync("v2/models/hello/ready")).Status });
        }
    }

    [Theory]
    [InlineData("GET", "v2/models/irish", 404)]
    [InlineData("GET", "v2/models/irish/ready", 404)]
    [InlineData("GET", "v2/models/iris/versions/1", 404)]
    [InlineData("POST", "v2/models/irish/infer", 404)]
    [InlineData("POST", "v2/models/iris/versions/1/infer", 404)]
    [InlineData("POST", "v2/models/chat/infer", 400)]
    [InlineData("POST", "v2/nothing", 404)]
    public async Task What_is_not_there_is_said_in_the_protocols_format(string verb, string path, int status)
    {
        var answer = await house.Admin.SendReplyAsync(verb, path, verb == "POST" ? System.Text.Encoding.UTF8.GetBytes(IrisBody) : null);

        Assert.Equal((status, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal(JsonValueKind.String, answer.Json.GetProperty("error").ValueKind);
    }

    [Theory]
    [InlineData("POST", "v2", "GET, HEAD")]
    [InlineData("POST", "v2/health/ready", "GET, HEAD")]
    [InlineData("DELETE", "v2/models/iris", "GET, HEAD")]
    [InlineData("POST", "v2/models/iris/ready", "GET, HEAD")]
    [InlineData("GET", "v2/models/iris/infer", "POST")]
    [InlineData("PUT", "v2/models/iris/versions/1/infer", "POST")]
    [InlineData("GET", "v2/models/hello/generate", "POST")]
    [InlineData("GET", "v2/repository/index", "POST")]
    [InlineData("GET", "v2/repository/models/iris/load", "POST")]
    [InlineData("GET", "models/iris:predict", "POST")]
    public async Task A_wrong_verb_is_405_with_Allow(string verb, string path, string allow)
    {
        var answer = await house.Admin.SendReplyAsync(verb, path, (byte[]?)null);

        Assert.Equal((405, allow), (answer.Status, answer.Header("allow")));
        Assert.NotEmpty(answer.At("error")!);
    }

    [Fact]
    public async Task Media_types_sizes_and_Accept_are_held_to()
    {
        Assert.Equal(415, (await house.Admin.SendReplyAsync("POST", "v2/models/iris/infer", IrisBody, ("Content-Type", "text/plain"))).Status);
        var bytes = await house.Admin.SendReplyAsync("POST", "v2/models/iris/infer", IrisBody, ("Content-Type", "application/octet-stream"));
        Assert.Equal(415, bytes.Status);
        Assert.Contains("Inference-Header-Content-Length", bytes.At("error"), StringComparison.Ordinal);
        Assert.Equal(406, (await house.Admin.SendReplyAsync("POST", "v2/models/iris/infer", IrisBody, ("Accept", "text/html"))).Status);
        Assert.Equal(413, (await house.Admin.SendReplyAsync("POST", "v2/models/iris/infer", new byte[70_000])).Status);
        Assert.Equal(400, (await house.Admin.SendReplyAsync("POST", "v2/models/iris/infer", IrisBody, ("Inference-Header-Content-Length", "99999"))).Status);
    }

    [Fact]
    public async Task Versions_are_listed_chosen_and_answered()
    {
        await using var penstock = await PenstockServer.StartAsync(configure: options => options.Function("a/versions/b", (string who) => who));
        var source = penstock.Services.GetRequiredService<CatalogSource>();
        var newest = source.Current.Find("iris")! with { Version = "2" };
        var older = newest with { Version = "1.0-rc" };
        var odd = source.Current.Find("a/versions/b")!;
        source.Current = new ModelCatalog([newest with { Versions = [newest, older] }, odd]);

        Assert.Equal("[\"2\",\"1.0-rc\"]", (await penstock.Client.GetReplyAsync("v2/models/iris")).Json.GetProperty("versions").GetRawText());
        Assert.Equal("[\"2\",\"1.0-rc\"]", (await penstock.Client.GetReplyAsync("v2/models/iris/versions/1.0-rc")).Json.GetProperty("versions").GetRawText());
        Assert.Equal("2", (await penstock.Client.SendReplyAsync("POST", "v2/models/iris/infer", IrisBody)).At("model_version"));
        Assert.Equal("1.0-rc", (await penstock.Client.SendReplyAsync("POST", "v2/models/iris/versions/1.0-rc/infer", IrisBody)).At("model_version"));
        Assert.Equal(200, (await penstock.Client.GetReplyAsync("v2/models/iris/versions/2/ready")).Status);
        Assert.Equal(404, (await penstock.Client.SendReplyAsync("POST", "v2/models/iris/versions/3/infer", IrisBody)).Status);
        Assert.Equal("a/versions/b", (await penstock.Client.GetReplyAsync("v2/models/a/versions/b")).At("name"));
        Assert.Equal("1.0-rc", (await penstock.Client.SendReplyAsync("POST", "v1/models/iris/versions/1.0-rc:predict", """{"instances":[[5.1,3.5,1.4,0.2]]}""")) is { Status: 200 } ? "1.0-rc" : null);
    }

    [Fact]
    public async Task Statistics_count_calls_rows_runs_and_failures_of_the_models_a_caller_may_call()
    {
        await using var penstock = await PenstockServer.StartAsync(configure: options => options.Function("hello", (string who) => who));
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v2/models/iris/infer", """{"inputs":[{"name":"input","shape":[2,4],"datatype":"FP32","data":[1,2,3,4,5,6,7,8]}]}""")).Status);
        }

        Assert.Equal(400, (await penstock.Client.SendReplyAsync("POST", "v2/models/iris/infer", """{"inputs":[]}""")).Status);
        var iris = (await penstock.Client.GetReplyAsync("v2/models/iris/stats")).Json.GetProperty("model_stats")[0];

        Assert.Equal(("iris", 6), (iris.GetProperty("name").GetString(), iris.GetProperty("inference_count").GetInt64()));
        Assert.InRange(iris.GetProperty("execution_count").GetInt64(), 1, 3);
        Assert.True(iris.GetProperty("last_inference").GetInt64() > 0);
        Assert.Equal((3, 1), (iris.GetProperty("inference_stats").GetProperty("success").GetProperty("count").GetInt64(), iris.GetProperty("inference_stats").GetProperty("fail").GetProperty("count").GetInt64()));
        Assert.True(iris.GetProperty("inference_stats").GetProperty("compute_infer").GetProperty("ns").GetInt64() > 0);
        Assert.Equal(2, iris.GetProperty("batch_stats")[0].GetProperty("batch_size").GetInt64());

        var made = await penstock.Client.SendReplyAsync("POST", "api/v1/keys", """{"name":"a","allowed_models":["hello"]}""");
        using var client = penstock.NewClient(made.At("key"));
        var all = await client.GetReplyAsync("v2/models/stats");
        Assert.Equal(["hello"], all.Json.GetProperty("model_stats").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal(404, (await client.GetReplyAsync("v2/models/iris/stats")).Status);
        using var anybody = penstock.NewClient(null);
        Assert.Equal(401, (await anybody.GetReplyAsync("v2/models/stats")).Status);
    }

    [Theory]
    [InlineData("generate", "application/json", "", "")]
    [InlineData("generate_stream", "text/event-stream", "data: ", "\n\n")]
    public async Task A_function_of_text_generates(string action, string type, string before, string after)
    {
        var answer = await house.Admin.SendReplyAsync("POST", "v2/models/team/greet:v1.0/" + action, """{"id":"7","text_input":"ada","parameters":{"times":3}}""");

        Assert.Equal((200, type), (answer.Status, answer.ContentType));
        Assert.Equal($$"""{{before}}{"id":"7","model_name":"team/greet:v1.0","text_output":"ada 3"}{{after}}""", answer.Text);
    }

    [Fact]
    public async Task A_function_that_streams_texts_generates_an_event_for_each_and_nothing_else_takes_it()
    {
        static async IAsyncEnumerable<string> Words(string text)
        {
            foreach (var word in text.Split(' '))
            {
                await Task.Yield();
                yield return word;
            }
        }

        await using var penstock = await PenstockServer.StartAsync(configure: options => options.Function("words", (Func<string, IAsyncEnumerable<string>>)Words));
        var answer = await penstock.Client.SendReplyAsync("POST", "v2/models/words/generate_stream", """{"id":"7","text_input":"a \"b\""}""");

        Assert.Equal((200, "text/event-stream"), (answer.Status, answer.ContentType));
        Assert.Equal("""
            data: {"id":"7","model_name":"words","text_output":"a"}

            data: {"id":"7","model_name":"words","text_output":"\"b\""}


            """, answer.Text);
        foreach (var (path, body) in new[] { ("v2/models/words/generate", """{"text_input":"a"}"""), ("v2/models/words/infer", """{"inputs":[{"name":"text","shape":[1],"datatype":"BYTES","data":["a"]}]}"""), ("models/words:predict", """{"instances":["a"]}""") })
        {
            var refused = await penstock.Client.SendReplyAsync("POST", path, body);
            Assert.Equal(400, refused.Status);
            Assert.Contains("generate_stream", refused.At("error"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("hello", """{"text_input":5}""", "text_input")]
    [InlineData("hello", "{}", "text_input")]
    [InlineData("hello", """{"text_input":"a","parameters":{"other":1}}""", "parameters.other")]
    [InlineData("hello", """{"text_input":"a","text_input":"b"}""", "text_input")]
    [InlineData("hello", """{"text_input":"a","id":"\ud800"}""", null)]
    [InlineData("hello", "[]", "")]
    [InlineData("hello", "{", null)]
    [InlineData("iris", """{"text_input":"a"}""", null)]
    public async Task What_cannot_be_generated_says_why(string model, string body, string? path)
    {
        var answer = await house.Admin.SendReplyAsync("POST", $"v2/models/{model}/generate", body);

        Assert.True(answer.Status == 400 || (path is null && answer.Status == 200), answer.Text);
        Assert.True(path is null || answer.At("errors.0.path") == path, answer.Text);
    }

    [Fact]
    public async Task The_repository_is_the_admins()
    {
        var (_, client) = await house.KeyAsync();
        using (client)
        {
            Assert.Equal(403, (await client.SendReplyAsync("POST", "v2/repository/index", "{}")).Status);
            Assert.Equal(403, (await client.SendReplyAsync("POST", "v2/repository/models/iris/load", "{}")).Status);
        }

        foreach (var body in new[] { null, "{}", """{"ready":true}""" })
        {
            var index = await house.Admin.SendReplyAsync("POST", "v2/repository/index", body is null ? null : System.Text.Encoding.UTF8.GetBytes(body));
            Assert.Equal(200, index.Status);
            Assert.Contains("""{"name":"iris","state":"READY","reason":""}""", index.Text, StringComparison.Ordinal);
        }

        Assert.Equal(400, (await house.Admin.SendReplyAsync("POST", "v2/repository/index", """{"ready":1}""")).Status);
    }

    [Theory]
    [InlineData("load", """{"parameters":{"config":"{}"}}""", "would upload a model")]
    [InlineData("load", """{"parameters":{"file:1/model.onnx":"AAAA"}}""", "would upload a model")]
    [InlineData("load", """{"parameters":{"unload_dependents":true}}""", "no parameter 'unload_dependents'")]
    [InlineData("load", """{"parameter":{}}""", "'parameter' is wrong")]
    [InlineData("unload", """{"parameters":{"other":1}}""", "but unload_dependents")]
    [InlineData("unload", "nonsense", "not valid JSON")]
    public async Task Loading_takes_no_model_by_request(string action, string body, string message)
    {
        var answer = await house.Admin.SendReplyAsync("POST", "v2/repository/models/team/greet:v1.0/" + action, body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(message, answer.At("error"), StringComparison.Ordinal);
    }

    private static string Member(JsonElement element) => element.GetRawText();
}
