using Microsoft.Extensions.DependencyInjection;
using Penstock.Domain.Models;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Gateways.Repository;

/// <summary>A folder of ONNX models behind a whole server.</summary>
public sealed class RepositoryServerTests : IDisposable
{
    private const string Body = """{"x":[1]}""";
    private readonly OnnxFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Starts_over_broken_files_and_says_why_in_the_answer_the_index_and_readyz()
    {
        _folder.Write("good/1/model.onnx", OnnxFolder.Adds(1));
        _folder.Write("bad/1/model.onnx", "this is no model");
        _folder.Write("declared.onnx", "neither is this");
        await using var penstock = await StartAsync("models: { broken: { onnx: '" + Path.Combine(_folder.Path, "declared.onnx") + "' }, gone: { onnx: ./nothing.onnx } }");

        Assert.Equal("""{"y":[2]}""", await AskAsync(penstock, "good"));
        var bad = await penstock.Client.SendReplyAsync("POST", "models/bad/invoke", Body);
        Assert.Equal((503, "model_not_ready"), (bad.Status, bad.At("code")));
        Assert.Contains("version 1:", bad.At("detail"));
        Assert.DoesNotContain(_folder.Path, bad.At("detail"));
        Assert.Equal(503, (await penstock.Client.SendReplyAsync("POST", "models/broken/invoke", Body)).Status);
        Assert.Contains("no model file", (await penstock.Client.SendReplyAsync("POST", "models/gone/invoke", Body)).At("detail"));

        var states = penstock.Services.GetRequiredService<IModelRepository>().States;
        Assert.Equal(ModelCondition.Unavailable, states.Single(state => state.Name == "bad").Condition);
        Assert.NotEmpty(states.Single(state => state.Name == "bad").Reason);
        var ready = await penstock.Client.GetReplyAsync("readyz");
        Assert.Equal(200, ready.Status);
        Assert.Contains("\"model_id\":\"bad\"", ready.Text);
        using var anonymous = penstock.NewClient(null);
        var open = await anonymous.GetReplyAsync("readyz");
        Assert.DoesNotContain("bad", open.Text);
        Assert.Contains("\"refused\":", open.Text);
    }

    [Fact]
    public async Task Takes_new_versions_while_it_serves_and_goes_back_in_one_call()
    {
        _folder.Write("m/1/model.onnx", OnnxFolder.Adds(1));
        await using var penstock = await StartAsync();
        Assert.Equal("""{"y":[2]}""", await AskAsync(penstock, "m"));

        _folder.Write("m/2/model.onnx", OnnxFolder.Adds(10));
        await Eventually.TrueAsync(async () => await AskAsync(penstock, "m") == """{"y":[11]}""", "version 2 answers");
        _folder.Write("m/3/model.onnx", "broken");
        await Eventually.TrueAsync(async () => (await penstock.Client.GetReplyAsync("api/v1/models/m")).Text.Contains("\"version\":\"3\",\"state\":\"unavailable\"", StringComparison.Ordinal), "version 3 is refused");
        Assert.Equal("""{"y":[11]}""", await AskAsync(penstock, "m"));

        var back = await penstock.Client.SendReplyAsync("POST", "api/v1/models/m/rollback", "");
        Assert.Equal((200, "1", "1"), (back.Status, back.At("default_version"), back.At("pinned_version")));
        Assert.Equal("""{"y":[2]}""", await AskAsync(penstock, "m"));
        Assert.Equal(409, (await penstock.Client.SendReplyAsync("POST", "api/v1/models/m/rollback", "")).Status);

        Assert.Equal("2", (await penstock.Client.SendReplyAsync("DELETE", "api/v1/models/m/default-version", "")).At("default_version"));
        Assert.Equal("""{"y":[11]}""", await AskAsync(penstock, "m"));
        Assert.Equal(404, (await penstock.Client.SendReplyAsync("PUT", "api/v1/models/m/default-version", """{"version":"9"}""")).Status);
        Assert.Equal(422, (await penstock.Client.SendReplyAsync("PUT", "api/v1/models/m/default-version", """{"verzion":"9"}""")).Status);
        Assert.Equal(409, (await penstock.Client.SendReplyAsync("POST", "api/v1/models/guide/rollback", "")).Status);
        Assert.Equal(404, (await penstock.Client.GetReplyAsync("api/v1/models/nothing")).Status);
        Assert.Equal(409, (await penstock.Client.SendReplyAsync("DELETE", "api/v1/models/m", "")).Status);
    }

    [Fact]
    public async Task Lets_a_canary_answer_its_share_and_records_which_version_did()
    {
        _folder.Write("m/1/model.onnx", OnnxFolder.Adds(1));
        _folder.Write("m/2/model.onnx", OnnxFolder.Adds(10));
        await using var penstock = await StartAsync();
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("PUT", "api/v1/models/m/default-version", """{"version":"1"}""")).Status);
        var set = await penstock.Client.SendReplyAsync("PUT", "api/v1/models/m/canary", """{"version":"2","weight":50}""");
        Assert.Equal(200, set.Status);
        Assert.Equal("1", set.At("default_version"));

        var answers = new HashSet<string>();
        for (var i = 0; i < 60; i++)
        {
            answers.Add(await AskAsync(penstock, "m"));
        }

        Assert.Equal(["""{"y":[11]}""", """{"y":[2]}"""], answers.Order(StringComparer.Ordinal));
        var metrics = (await penstock.Client.GetReplyAsync("metrics")).Text;
        Assert.Contains("penstock_model_version=\"1\"", metrics);
        Assert.Contains("penstock_model_version=\"2\"", metrics);
        var call = await penstock.Client.SendReplyAsync("POST", "models/m/invoke", Body);
        Assert.Equal(call.Text == """{"y":[2]}""" ? "m:1" : "m:2", (await penstock.Client.GetReplyAsync("api/v1/calls/" + call.Header("x-penstock-call-id"))).At("upstream_model"));
        Assert.Equal(200, (await penstock.Client.SendReplyAsync("DELETE", "api/v1/models/m/canary", "")).Status);
        Assert.Equal("""{"y":[2]}""", await AskAsync(penstock, "m"));
    }

    [Fact]
    public async Task Compares_the_answers_of_a_shadow_that_a_models_own_file_declares()
    {
        _folder.Write("m/1/model.onnx", OnnxFolder.Adds(1));
        _folder.Write("m/2/model.onnx", OnnxFolder.Adds(1.25f));
        _folder.Write("m/model.yaml", "shadow: { version: 2 }\ndescription: Adds one.\n");
        await using var penstock = await StartAsync();

        Assert.Equal("Adds one.", (await penstock.Client.GetReplyAsync("models/m")).At("description"));
        Assert.Equal("""{"y":[2]}""", await AskAsync(penstock, "m"));
        await Eventually.TrueAsync(async () => (await penstock.Client.GetReplyAsync("api/v1/models/m/shadow")).Text.Contains("\"different\":1,", StringComparison.Ordinal), "the shadow has answered");

        Assert.Contains("\"largest_difference\":0.25", (await penstock.Client.GetReplyAsync("api/v1/models/m/shadow")).Text);
        Assert.Contains("penstock_shadow_comparisons_total{gen_ai_request_model=\"m\",outcome=\"different\",penstock_model_version=\"2\"} 1", (await penstock.Client.GetReplyAsync("metrics")).Text);
        Assert.Equal(404, (await penstock.Client.GetReplyAsync("api/v1/models/guide/shadow")).Status);
    }

    [Fact]
    public async Task Says_what_is_wrong_in_a_models_own_file()
    {
        _folder.Write("m/1/model.onnx", OnnxFolder.Adds(1));
        _folder.Write("m/model.yaml", "versoins: all\n");
        await using var penstock = await StartAsync();

        var reply = await penstock.Client.SendReplyAsync("POST", "models/m/invoke", Body);
        Assert.Equal(503, reply.Status);
        Assert.Contains("model.yaml:1:1: versoins: unknown key. Did you mean `versions`?", reply.At("detail"));
    }

    [Fact]
    public async Task Reloads_a_declared_file_when_it_changes()
    {
        _folder.Write("one.onnx", OnnxFolder.Adds(1));
        await using var penstock = await PenstockServer.StartAsync("models: { one: { onnx: '" + Path.Combine(_folder.Path, "one.onnx") + "' } }");
        Assert.Equal("""{"y":[2]}""", await AskAsync(penstock, "one"));

        _folder.Write("one.onnx", OnnxFolder.Adds(5));
        await Eventually.TrueAsync(async () => await AskAsync(penstock, "one") == """{"y":[6]}""", "the new file answers");
    }

    private Task<PenstockServer> StartAsync(string yaml = "") =>
        PenstockServer.StartAsync($"repositories: [ {{ path: '{_folder.Path}' }} ]\n" + yaml);

    private static async Task<string> AskAsync(PenstockServer penstock, string model) => (await penstock.Client.SendReplyAsync("POST", $"models/{model}/invoke", Body)).Text;
}
