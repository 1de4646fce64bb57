using Penstock.Server.Serving;
using Penstock.Tests.Onnx;
using Xunit;

namespace Penstock.Tests.Server.Serving;

public class ServedFilesTests
{
    [Theory]
    [InlineData("models/iris.onnx", "iris")]
    [InlineData("my model.v2.onnx", "my-model-v2")]
    [InlineData("größe (1).onnx", "gr-e-1")]
    [InlineData("__x__.onnx", "__x__")]
    [InlineData(".onnx", "")]
    public void A_model_is_named_after_its_file(string file, string expected) => Assert.Equal(expected, ServedFiles.NameOf(file));

    [Fact]
    public void Names_are_given_in_the_order_of_the_files()
    {
        var (served, _) = ServedFiles.Of([OnnxFiles.Iris, Path.GetTempPath(), OnnxFiles.Iris], ["first"]);
        Assert.Equal(["first", "iris"], served!.Models.Select(model => model.Id));
        Assert.Equal((Path.GetFullPath(Path.GetTempPath()), true), Assert.Single(served.Folders) is var folder ? (folder.Path, folder.Watch) : default);
    }

    [Fact]
    public void Two_files_of_one_name_are_refused() => Assert.Contains("would both be the model iris", ServedFiles.Of([OnnxFiles.Iris, OnnxFiles.Iris], []).Mistake);

    [Fact]
    public void What_is_not_there_and_a_bad_name_are_refused()
    {
        Assert.Contains("there is no such file or folder", ServedFiles.Of(["nowhere/at.all"], []).Mistake);
        Assert.Contains("given 1 times for 0 files", ServedFiles.Of([Path.GetTempPath()], ["name"]).Mistake);
        Assert.Contains("is no name for a model", ServedFiles.Of([OnnxFiles.Iris], ["a b"]).Mistake);
    }
}
