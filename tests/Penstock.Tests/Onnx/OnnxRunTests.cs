using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Onnx;

/// <summary>From tensors to tensors.</summary>
public sealed class OnnxRunTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Gives_all_outputs_in_the_order_of_the_signature()
    {
        using var session = Session();
        using var output = Of(session).Run(Input(1, 2, 3), Ct);

        Assert.Equal(["sum", "negative", "same"], output.Values.Select(value => value.Name));
        Assert.Equal([6f], Floats(output.Values[0]));
        Assert.Equal([-1f, -2, -3], Floats(output.Values[1]));
        Assert.Equal([1f, 2, 3], Floats(output.Values[2]));
    }

    [Fact]
    public void Gives_only_the_outputs_asked_for_in_the_order_asked_for()
    {
        using var session = Session();
        using var output = Of(session).Run(Input(1, 2) with { Outputs = ["same", "sum"] }, Ct);

        Assert.Equal(["same", "sum"], output.Values.Select(value => value.Name));
        Assert.Equal([1f, 2], Floats(output.Values[0]));
        Assert.Equal([3f], Floats(output.Values[1]));
    }

    [Fact]
    public void Refuses_an_output_that_the_model_does_not_have()
    {
        using var session = Session();
        var error = Assert.Throws<OnnxException>(() => Of(session).Run(Input(1) with { Outputs = ["product"] }, Ct));

        Assert.Equal(OnnxErrorCode.InvalidArgument, error.Code);
        Assert.Equal("The model has no output 'product'; it has 'sum', 'negative', 'same'.", error.Message);
    }

    private static float[] Floats(NamedValue value) => Assert.IsType<Tensor>(value).Elements<float>().ToArray();

    private static PredictInput Input(params float[] values) =>
        new(new PredictForm(PredictLayout.Tensors), [Tensor.Of<float>("x", DataType.Fp32, [values.Length], values)]);

    private static OnnxRun Of(OnnxSession session) => new(session, OnnxDescription.From(session, new OnnxModelOptions()).Signature);

    private static OnnxSession Session() => OnnxSession.Open(OnnxFiles.Runtime, OnnxModels.Model(
        [OnnxModels.Tensor("x", OnnxElementType.Float, "N")],
        [
            OnnxModels.Tensor("sum", OnnxElementType.Float, [1]),
            OnnxModels.Tensor("negative", OnnxElementType.Float, "N"),
            OnnxModels.Tensor("same", OnnxElementType.Float, "N"),
        ],
        [
            OnnxModels.Node("ReduceSum", ["x"], ["sum"]),
            OnnxModels.Node("Neg", ["x"], ["negative"]),
            OnnxModels.Node("Identity", ["x"], ["same"]),
        ]));
}
