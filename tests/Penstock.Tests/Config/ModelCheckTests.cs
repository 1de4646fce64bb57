using Penstock.Config;
using Penstock.Tests.Gateways.Repository;
using Xunit;

namespace Penstock.Tests.Config;

public sealed class ModelCheckTests : IDisposable
{
    private readonly OnnxFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Reports_every_file_that_is_refused_with_its_line()
    {
        _folder.Write("zoo/good/1/model.onnx", OnnxFolder.Adds(1));
        _folder.Write("zoo/bad/2/model.onnx", "no model");
        _folder.Write("zoo/odd/model.onnx", OnnxFolder.Adds(1));
        _folder.Write("zoo/odd/model.yaml", "nonsense: 1");
        _folder.Write("broken.onnx", "no model");

        var mistakes = Check("""
            repositories:
              - { path: ./zoo }
              - { path: ./nowhere }
            models:
              a: { onnx: ./broken.onnx }
              b: { onnx: ./missing.onnx }
            """);

        Assert.Equal(5, mistakes.Length);
        Assert.Contains(mistakes, mistake => mistake.Contains("penstock.yaml:5:8: models.a.onnx: the model 'a' is refused: ", StringComparison.Ordinal));
        Assert.Contains(mistakes, mistake => mistake.Contains("models.b.onnx: there is no model file at", StringComparison.Ordinal));
        Assert.Contains(mistakes, mistake => mistake.Contains("repositories[0].path: the model 'bad' in version 2 is refused: ", StringComparison.Ordinal));
        Assert.Contains(mistakes, mistake => mistake.Contains("the model 'odd': model.yaml:1:1: nonsense: unknown key", StringComparison.Ordinal));
        Assert.Contains(mistakes, mistake => mistake.Contains("repositories[1].path: there is no folder", StringComparison.Ordinal));
    }

    [Fact]
    public void Says_nothing_of_good_ones()
    {
        _folder.Write("zoo/good/1/model.onnx", OnnxFolder.Adds(1));
        Assert.Empty(Check("repositories: [ { path: ./zoo } ]\nmodels: { a: { onnx: ./zoo/good } }\n"));
    }

    private string[] Check(string yaml)
    {
        var reading = ConfigReader.Read(yaml, Path.Combine(_folder.Path, "penstock.yaml"), new Dictionary<string, string>());
        Assert.Empty(reading.Mistakes);
        return [.. ModelCheck.Run(reading).Select(mistake => mistake.ToString())];
    }
}
