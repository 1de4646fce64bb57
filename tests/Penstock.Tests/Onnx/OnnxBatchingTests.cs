using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Onnx;

/// <summary>Which models share runs, and what is said of the others.</summary>
public sealed class OnnxBatchingTests : IDisposable
{
    private readonly OnnxRunSlots _slots = new(1);

    public void Dispose() => _slots.Dispose();

    public static TheoryData<string, byte[], string> Models => new()
    {
        { "rows", BatchModels.Affine(), "on: rows come out together as they do alone" },
        { "no symbols", OnnxModels.Identity(OnnxElementType.Float, null, 2), "on: rows come out together as they do alone" },
        { "texts", OnnxModels.Identity(OnnxElementType.String, "N"), "on: rows come out together as they do alone" },
        { "truth values", OnnxModels.Identity(OnnxElementType.Bool, "N", 3), "on: rows come out together as they do alone" },
        { "halves", OnnxModels.Identity(OnnxElementType.Float16, "N", 3), "on: rows come out together as they do alone" },
        { "maps", OnnxModels.ZipMap("a", "b", "c"), "on: rows come out together as they do alone" },
        { "ids", BatchModels.Table(), "on: rows come out together as they do alone" },
        { "a default", BatchModels.Bias(), "on: rows come out together as they do alone" },
        { "time", BatchModels.RunningSum(), "off: rows mind each other: the output 'y' for a row depends on the rows beside it" },
        { "twice", BatchModels.Twice(), "off: the output 'y' has not one row for each of its input's" },
        { "zeros", BatchModels.Zeros(), "off: its answers to the rows that were tried do not differ, which shows nothing of whether rows mind each other" },
        { "fixed", OnnxModels.Identity(OnnxElementType.Float, 1, 2), "off: the first dimension of the input 'x' is always 1" },
        { "scalar", OnnxModels.Loop(), "off: the input 'n' is a single value" },
        { "two sizes", BatchModels.TwoSizes(), "off: the first dimensions of its inputs are not the same: N, M" },
        { "any rank", OnnxModels.Identity(OnnxElementType.Float, null!), "off: the input 'x' may have any number of dimensions" },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Says_whether_calls_share_runs_and_why(string title, byte[] model, string batching)
    {
        Assert.NotEmpty(title);
        var notices = new List<string>();
        using var engine = Engine(model, new OnnxModelOptions { Notice = notices.Add });

        Assert.Equal(batching, engine.Description.Batching!.ToString());
        Assert.Equal([batching], notices);
    }

    [Fact]
    public void Says_off_where_an_output_has_another_first_dimension()
    {
        using var engine = Engine(OnnxModels.Model(
            [OnnxModels.Tensor("x", OnnxElementType.Float, "N")], [OnnxModels.Tensor("y", OnnxElementType.Float, "found")],
            [OnnxModels.Node("Identity", ["x"], ["y"])]));

        Assert.Equal("off: the first dimension of the output 'y' is found, and not N as of its inputs", engine.Batching.ToString());
    }

    [Fact]
    public void Believes_the_configuration_where_nothing_was_learnt_and_not_where_it_was_refuted()
    {
        var on = new OnnxModelOptions { Batching = new OnnxBatchingOptions(OnnxBatchingMode.On) };
        using var unknown = Engine(BatchModels.Zeros(), on);
        using var refuted = Engine(BatchModels.RunningSum(), on);
        using var off = Engine(BatchModels.Affine(), new OnnxModelOptions { Batching = new OnnxBatchingOptions(OnnxBatchingMode.Off) });

        Assert.StartsWith("on: the configuration says so, though its answers to the rows that were tried do not differ", unknown.Batching.ToString());
        Assert.StartsWith("off: rows mind each other", refuted.Batching.ToString());
        Assert.Equal("off: the configuration says so", off.Batching.ToString());
    }

    [Fact]
    public void Finds_the_rows_of_the_iris_model_independent()
    {
        using var engine = new OnnxEngine(OnnxSession.Open(OnnxFiles.Runtime, OnnxFiles.Iris), _slots);

        Assert.Equal("on: rows come out together as they do alone", engine.Batching.ToString());
    }

    private OnnxEngine Engine(byte[] model, OnnxModelOptions? options = null) =>
        new(OnnxSession.Open(OnnxFiles.Runtime, model), _slots, options);
}
