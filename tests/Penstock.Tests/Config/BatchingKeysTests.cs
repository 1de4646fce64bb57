using Penstock.Config;
using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Config;

public sealed class BatchingKeysTests
{
    [Fact]
    public void Reads_a_word_or_keys_and_takes_the_rest_from_all_models()
    {
        var config = Read("""
            onnx: { batching: { max_queue: 7 } }
            models:
              a: { onnx: a.onnx }
              b: { onnx: b.onnx, batching: off }
              c: { onnx: c.onnx, batching: on }
              d: { onnx: d.onnx, batching: { max_rows: 16, max_delay: 2ms, max_queue: 3, concurrency: 1 } }
            """);

        Assert.Equal(new BatchingConfig(MaxQueue: 7), config.Onnx.Batching);
        Assert.Null(Of(config, "a"));
        Assert.Equal(new BatchingConfig(OnnxBatchingMode.Off), Of(config, "b"));
        Assert.Equal(new BatchingConfig(OnnxBatchingMode.On), Of(config, "c"));
        Assert.Equal(new BatchingConfig(OnnxBatchingMode.Auto, 16, TimeSpan.FromMilliseconds(2), 3, 1), Of(config, "d"));
    }

    [Fact]
    public void Is_automatic_when_the_file_says_nothing() =>
        Assert.Equal(new OnnxBatchingOptions(), Read("models: {}").Onnx.Batching.ToOptions());

    [Theory]
    [InlineData("models: { m: { onnx: x.onnx, batching: { max_rows: 0 } } }", "models.m.batching.max_rows: \"0\" is out of range")]
    [InlineData("models: { m: { onnx: x.onnx, batching: sometimes } }", "models.m.batching: only `off` or keys are expected here")]
    [InlineData("models: { m: { batching: off, targets: [ { provider: p, model: m } ] } }", "models.m.batching: this key does not fit this kind of model")]
    public void Reports_a_mistake(string yaml, string mistake) =>
        Assert.Contains(mistake, ConfigReader.Read(yaml, "p.yaml", new Dictionary<string, string>()).Format());

    private static BatchingConfig? Of(PenstockConfig config, string model) => Assert.IsType<OnnxModelConfig>(config.Models[model]).Batching;

    private static PenstockConfig Read(string yaml)
    {
        var reading = ConfigReader.Read(yaml, "p.yaml", new Dictionary<string, string>());
        Assert.Empty(reading.Mistakes);
        return reading.Config!;
    }
}
