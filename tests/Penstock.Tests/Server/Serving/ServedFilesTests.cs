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
        var (models, _) = ServedFiles.Of([OnnxFiles.Iris, OnnxFiles.Iris], ["first"]);
        Assert.Equal(["first", "iris"], models!.Select(model => model.Id));
    }

    [Fact]
    public void Two_files_of_one_name_are_refused() => Assert.Contains("would both be the model iris", ServedFiles.Of([OnnxFiles.Iris, OnnxFiles.Iris], []).Mistake);

    [Fact]
    public void A_folder_and_a_bad_name_are_refused()
    {
        Assert.Contains("is a folder", ServedFiles.Of([Path.GetTempPath()], []).Mistake);
        Assert.Contains("is no name for a model", ServedFiles.Of([OnnxFiles.Iris], ["a b"]).Mistake);
    }
}
