using System.Security.Cryptography;
using Penstock.Tests.Gateways;
using Penstock.Tests.Gateways.Repository;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Config;

public sealed class RemoteModelsTests : IDisposable
{
    private static readonly byte[] Model = OnnxFolder.Adds(1);
    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Model));
    private readonly string _folder = Directory.CreateTempSubdirectory("penstock-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_file_from_elsewhere_serves_when_it_has_come_and_again_when_the_other_side_is_away()
    {
        var come = new TaskCompletionSource();
        var tries = 0;
        await using (var host = await OtherHost.StartAsync(async (http, _) =>
        {
            if (Interlocked.Increment(ref tries) == 1)
            {
                http.Response.StatusCode = 503;
                return;
            }

            await come.Task;
            await http.Response.Body.WriteAsync(Model);
        }))
        await using (var penstock = await PenstockServer.StartAsync(Yaml(host.Address + "m.onnx?token=hush", Digest), folder: _folder))
        {
            await Eventually.TrueAsync(async () => (await AskAsync(penstock)).Text.Contains("was answered with 503", StringComparison.Ordinal), "the first try has failed");
            var refused = await AskAsync(penstock);
            Assert.Equal((503, "model_not_ready"), (refused.Status, refused.At("code")));
            Assert.DoesNotContain("hush", refused.Text);
            Assert.Contains("""{"name":"far","state":"LOADING",""", (await penstock.Client.SendReplyAsync("POST", "v2/repository/index", "{}")).Text);
            Assert.Equal(503, (await penstock.Client.GetReplyAsync("v2/models/far/ready")).Status);

            come.SetResult();
            await Eventually.TrueAsync(async () => (await AskAsync(penstock)).Text == """{"y":[2]}""", "the file has come");
            Assert.Contains("""{"name":"far","state":"READY",""", (await penstock.Client.SendReplyAsync("POST", "v2/repository/index", "{}")).Text);

            // Loading it anew needs nobody.
            Assert.Equal(200, (await penstock.Client.SendReplyAsync("POST", "v2/repository/models/far/load", "")).Status);
            Assert.Equal(2, tries);
        }

        await using var again = await PenstockServer.StartAsync(folder: _folder, yaml: await File.ReadAllTextAsync(Path.Combine(_folder, "penstock.yaml"), TestContext.Current.CancellationToken));
        await Eventually.TrueAsync(async () => (await AskAsync(again)).Text == """{"y":[2]}""", "the file that was kept serves");
    }

    [Fact]
    public async Task Another_digest_means_another_file()
    {
        var other = OnnxFolder.Adds(5);
        await using var host = await OtherHost.StartAsync(async (http, asked) => await http.Response.Body.WriteAsync(asked.Target == "/a.onnx" ? Model : other));
        await using var penstock = await PenstockServer.StartAsync(Yaml(host.Address + "a.onnx", Digest), folder: _folder);
        await Eventually.TrueAsync(async () => (await AskAsync(penstock)).Text == """{"y":[2]}""", "the first file serves");

        await File.WriteAllTextAsync(penstock.ConfigFile, Yaml(host.Address + "b.onnx", Convert.ToHexStringLower(SHA256.HashData(other))), TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(async () => (await AskAsync(penstock)).Text == """{"y":[6]}""", "the other file serves");
    }

    [Fact]
    public async Task A_local_file_with_another_digest_than_the_pinned_one_is_refused()
    {
        var file = Path.Combine(_folder, "m.onnx");
        await File.WriteAllBytesAsync(file, OnnxFolder.Adds(5), TestContext.Current.CancellationToken);
        await using var penstock = await PenstockServer.StartAsync(Yaml(file, Digest));

        Assert.Contains($"but {Digest} is pinned", (await AskAsync(penstock)).At("detail"));
        await File.WriteAllBytesAsync(file, Model, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(async () => (await AskAsync(penstock)).Text == """{"y":[2]}""", "the pinned file serves");
    }

    private static string Yaml(string onnx, string digest) => $"models: {{ far: {{ onnx: '{onnx}', sha256: {digest} }} }}\n";

    private static Task<Reply> AskAsync(PenstockServer penstock) => penstock.Client.SendReplyAsync("POST", "models/far/invoke", """{"x":[1]}""");
}
