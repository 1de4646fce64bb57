using Penstock.Gateways.Repository;
using Xunit;

namespace Penstock.Tests.Gateways.Repository;

public sealed class FolderScanTests : IAsyncDisposable
{
    private readonly TextModels _models = new();

    public ValueTask DisposeAsync() => _models.DisposeAsync();

    [Fact]
    public void Finds_versions_single_files_and_folders_without_versions()
    {
        _models.Write("iris/1/model.onnx", "a");
        _models.Write("iris/10/model.onnx", "a");
        _models.Write("iris/2/other-name.onnx", "a");
        _models.Write("plain/model.onnx", "a");
        _models.Write("single.onnx", "a");
        _models.Write("notes/readme.txt", "nothing");

        var found = FolderScan.Models(_models.Folder)!;

        Assert.Equal(["iris", "plain", "single"], found.Select(model => model.Id));
        Assert.Equal(["10", "2", "1"], found[0].Versions.Select(version => version.Version));
        Assert.EndsWith("other-name.onnx", found[0].Versions[1].File, StringComparison.Ordinal);
        Assert.Equal([null], found[1].Versions.Select(version => version.Version));
        Assert.Equal([null], found[2].Versions.Select(version => version.Version));
    }

    [Theory]
    [InlineData(".hidden/1/model.onnx")]
    [InlineData("iris/.3/model.onnx")]
    [InlineData("iris/3.tmp/model.onnx")]
    [InlineData("iris/3/model.onnx.part")]
    [InlineData("iris/3/.model.onnx")]
    [InlineData("next.onnx.crdownload")]
    public void Passes_over_what_is_hidden_or_still_being_written(string path)
    {
        _models.Write("iris/1/model.onnx", "a");
        _models.Write(path, "a");

        var model = Assert.Single(FolderScan.Models(_models.Folder)!);
        Assert.Equal(["1"], model.Versions.Select(version => version.Version));
    }

    [Fact]
    public void Sees_a_change_of_any_file_of_a_version()
    {
        _models.Write("big/1/model.onnx", "a");
        _models.Write("big/1/weights/part.bin", "a");
        var before = FolderScan.Model("big", Path.Combine(_models.Folder, "big")).Stamp;

        _models.Write("big/1/weights/part.bin", "ab");

        Assert.NotEqual(before, FolderScan.Model("big", Path.Combine(_models.Folder, "big")).Stamp);
    }

    [Fact]
    public void Sees_a_change_of_the_weights_beside_a_single_file_and_not_of_other_models()
    {
        var file = _models.Write("big.onnx", "a");
        _models.Write("big.onnx.data", "a");
        _models.Write("bigger.onnx", "a");
        var before = FolderScan.Model("big", file).Stamp;

        _models.Write("bigger.onnx", "abc");
        Assert.Equal(before, FolderScan.Model("big", file).Stamp);

        _models.Write("big.onnx.data", "abc");
        Assert.NotEqual(before, FolderScan.Model("big", file).Stamp);
    }

    [Fact]
    public void Asks_for_a_name_when_a_folder_holds_several_files()
    {
        _models.Write("iris/1/a.onnx", "a");
        _models.Write("iris/1/b.onnx", "a");
        var version = Assert.Single(Assert.Single(FolderScan.Models(_models.Folder)!).Versions);
        Assert.Contains("name the one to serve model.onnx", version.Problem);

        _models.Write("iris/1/model.onnx", "a");
        Assert.EndsWith("model.onnx", FolderScan.Models(_models.Folder)![0].Versions[0].File, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_a_missing_folder_from_an_empty_one()
    {
        Assert.Null(FolderScan.Models(Path.Combine(_models.Folder, "nothing")));
        Assert.Empty(FolderScan.Models(_models.Folder)!);
    }
}
