using Penstock.Tests.Onnx;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Server.Serving;

public class ServeCommandTests
{
    [Fact]
    public async Task Files_are_served_without_any_configuration()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-test-");
        var file = Path.Combine(folder.FullName, "my flowers.v2.onnx");
        File.Copy(OnnxFiles.Iris, file);
        using (var server = await ServerProcess.StartAsync(["serve", file, OnnxFiles.Iris, "--name", "mine", "--data", Path.Combine(folder.FullName, "data"), "--listen", "127.0.0.1:0"]))
        {
            var terminal = new TestTerminal(false, ("PENSTOCK_URL", server.Address.ToString()), ("PENSTOCK_KEY", PenstockServer.AdminKey));
            Assert.Equal(0, await terminal.RunAsync("call", "mine", "--example"));
            Assert.Equal(0, await terminal.RunAsync("call", "iris", "--example"));
            Assert.Equal(1, await terminal.RunAsync("call", "my-flowers-v2", "--example"));
            await server.KillAsync();
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_name_that_the_configuration_has_is_refused()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-test-");
        var config = Path.Combine(folder.FullName, "penstock.yaml");
        await File.WriteAllTextAsync(config, $"models: {{ mine: {{ onnx: \"{OnnxFiles.Iris}\" }} }}", TestContext.Current.CancellationToken);
        var terminal = new TestTerminal();
        Assert.Equal(1, await terminal.RunAsync("serve", OnnxFiles.Iris, "--name", "mine", "--config", config, "--data", Path.Combine(folder.FullName, "data"), "--listen", "127.0.0.1:0"));
        Assert.Contains("models.mine: ", terminal.Error);
        Assert.Contains("is served under this name, too. Give one of them another name.", terminal.Error);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_broken_file_ends_with_the_words_of_onnx_runtime()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-test-");
        var file = Path.Combine(folder.FullName, "broken.onnx");
        await File.WriteAllBytesAsync(file, [1, 2, 3], TestContext.Current.CancellationToken);
        var terminal = new TestTerminal();
        Assert.Equal(1, await terminal.RunAsync("serve", file, "--data", Path.Combine(folder.FullName, "data"), "--listen", "127.0.0.1:0"));
        Assert.StartsWith($"{file}: Load model from broken.onnx failed:Protobuf parsing failed.", terminal.Error);
        Assert.DoesNotContain("   at ", terminal.Error);
        folder.Delete(recursive: true);
    }
}
