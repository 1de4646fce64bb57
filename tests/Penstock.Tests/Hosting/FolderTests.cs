using Penstock.Config;
using Penstock.Tests.Gateways.Repository;
using Penstock.Tests.Resources;
using Xunit;

namespace Penstock.Tests.Hosting;

public sealed class FolderTests : IDisposable
{
    private readonly OnnxFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_models_of_a_folder_are_served_and_new_versions_taken()
    {
        _folder.Write("m/1/model.onnx", OnnxFolder.Adds(1));
        await using var test = await Serve.Test(app => app.Folder(_folder.Path));
        Assert.Equal("""{"y":[2]}""", await AskAsync(test, "m"));

        _folder.Write("m/2/model.onnx", OnnxFolder.Adds(10));
        await Eventually.TrueAsync(async () => await AskAsync(test, "m") == """{"y":[11]}""", "version 2 answers");
    }

    [Fact]
    public async Task A_folder_that_is_not_there_ends_the_start()
    {
        var missing = Path.Combine(_folder.Path, "nowhere");
        var refused = await Assert.ThrowsAsync<ConfigUnusableException>(() => Serve.Test(app => app.Folder(missing)));
        Assert.Equal($"{missing}: there is no such folder. Name a folder of models.", refused.Message);
    }

    private static async Task<string> AskAsync(ServeTest test, string model)
    {
        using var answer = await test.Client.PostAsync($"models/{model}/invoke", new StringContent("""{"x":[1]}""", null, "application/json"), Ct);
        return await answer.Content.ReadAsStringAsync(Ct);
    }
}
