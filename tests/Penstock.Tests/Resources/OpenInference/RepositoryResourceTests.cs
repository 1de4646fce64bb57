using Penstock.Tests.Gateways.Repository;
using Xunit;

namespace Penstock.Tests.Resources.OpenInference;

public sealed class RepositoryResourceTests : IDisposable
{
    private const string Body = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""";
    private readonly OnnxFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_model_is_unloaded_and_loaded_and_says_so()
    {
        _folder.Write("m/1/model.onnx", OnnxFolder.Adds(1));
        await using var penstock = await StartAsync();
        Assert.Contains("\"data\":[2]", (await InferAsync(penstock, "m")).Text);

        Assert.Equal((200, ""), await ChangeAsync(penstock, "m/unload"));
        Assert.Contains("""{"name":"m","version":"1","state":"UNAVAILABLE","reason":"unloaded"}""", await IndexAsync(penstock));
        Assert.DoesNotContain("\"m\"", await IndexAsync(penstock, """{"ready":true}"""));
        var refused = await InferAsync(penstock, "m");
        Assert.Equal(503, refused.Status);
        Assert.Equal("The model 'm' is not ready: it was unloaded.", refused.At("error"));
        Assert.NotNull(refused.Header("retry-after"));
        Assert.Equal(503, (await penstock.Client.GetReplyAsync("v2/models/m/ready")).Status);

        // What was unloaded on purpose is no trouble of the server.
        Assert.Equal(200, (await penstock.Client.GetReplyAsync("v2/health/ready")).Status);

        Assert.Equal((200, ""), await ChangeAsync(penstock, "m/load"));
        Assert.Contains("""{"name":"m","version":"1","state":"READY","reason":""}""", await IndexAsync(penstock));
        Assert.Contains("\"data\":[2]", (await InferAsync(penstock, "m")).Text);
    }

    [Fact]
    public async Task Loading_takes_the_file_as_it_is_now_and_a_broken_one_leaves_what_served()
    {
        _folder.Write("m/1/model.onnx", OnnxFolder.Adds(1));
        await using var penstock = await StartAsync();
        _folder.Write("m/2/model.onnx", OnnxFolder.Adds(10));
        Assert.Equal((200, ""), await ChangeAsync(penstock, "m/load"));
        Assert.Contains("\"data\":[11]", (await InferAsync(penstock, "m")).Text);

        _folder.Write("m/3/model.onnx", "no model");
        var (status, text) = await ChangeAsync(penstock, "m/load");

        Assert.Equal(409, status);
        Assert.Contains("The model 'm' was not loaded, what served before still does: version 3:", text);
        Assert.Contains("\"data\":[11]", (await InferAsync(penstock, "m")).Text);
    }

    [Fact]
    public async Task A_server_with_a_model_that_cannot_be_loaded_is_not_ready()
    {
        _folder.Write("bad/1/model.onnx", "no model");
        await using var penstock = await StartAsync();

        Assert.Equal(503, (await penstock.Client.GetReplyAsync("v2/health/ready")).Status);
        Assert.Equal(200, (await penstock.Client.GetReplyAsync("v2/health/live")).Status);
        var refused = await InferAsync(penstock, "bad");
        Assert.Equal(503, refused.Status);
        Assert.Contains("version 1:", refused.At("error"));

        _folder.Write("bad/1/model.onnx", OnnxFolder.Adds(1));
        Assert.Equal(200, (await ChangeAsync(penstock, "bad/load")).Status);
        Assert.Equal(200, (await penstock.Client.GetReplyAsync("v2/health/ready")).Status);
    }

    [Fact]
    public async Task Only_models_that_are_files_are_loaded_and_unloaded()
    {
        await using var penstock = await StartAsync();

        foreach (var action in new[] { "load", "unload" })
        {
            var (status, text) = await ChangeAsync(penstock, "iris/" + action);
            Assert.Equal(409, status);
            Assert.Contains("it is always loaded", text);
            Assert.Equal(404, (await ChangeAsync(penstock, "nothing/" + action)).Status);
        }
    }

    [Fact]
    public async Task The_answer_names_the_version_that_ran_also_when_a_canary_did()
    {
        _folder.Write("m/1/model.onnx", OnnxFolder.Adds(1));
        _folder.Write("m/2/model.onnx", OnnxFolder.Adds(10));
        _folder.Write("m/model.yaml", "versions: all\ncanary: { version: 2, weight: 50 }\n");
        await using var penstock = await StartAsync();

        var answers = new HashSet<(string, bool)>();
        for (var i = 0; i < 60; i++)
        {
            var answer = await InferAsync(penstock, "m");
            answers.Add((answer.At("model_version")!, answer.Text.Contains("\"data\":[11]", StringComparison.Ordinal)));
        }

        Assert.Equal([("1", false), ("2", true)], answers.Order());
        var asked = await penstock.Client.SendReplyAsync("POST", "v2/models/m/versions/2/infer", Body);
        Assert.Equal("2", asked.At("model_version"));
        var stats = (await penstock.Client.GetReplyAsync("v2/models/m/stats")).Json.GetProperty("model_stats").EnumerateArray()
            .ToDictionary(one => one.GetProperty("version").GetString()!, one => one.GetProperty("inference_count").GetInt32());
        Assert.Equal(61, stats["1"] + stats["2"]);
        Assert.True(stats["1"] > 0 && stats["2"] > 1);
    }

    private Task<PenstockServer> StartAsync() => PenstockServer.StartAsync($"repositories: [ {{ path: '{_folder.Path}', watch: off }} ]\n");

    private static Task<Reply> InferAsync(PenstockServer penstock, string model) => penstock.Client.SendReplyAsync("POST", $"v2/models/{model}/infer", Body);

    private static async Task<(int Status, string Text)> ChangeAsync(PenstockServer penstock, string action) =>
        await penstock.Client.SendReplyAsync("POST", "v2/repository/models/" + action, "") is var reply ? (reply.Status, reply.Text) : default;

    private static async Task<string> IndexAsync(PenstockServer penstock, string body = "{}") =>
        (await penstock.Client.SendReplyAsync("POST", "v2/repository/index", body)).Text;
}
