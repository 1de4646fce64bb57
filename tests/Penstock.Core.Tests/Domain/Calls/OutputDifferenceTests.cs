using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Core.Tests.Domain.Calls;

public sealed class OutputDifferenceTests
{
    [Theory]
    [InlineData(1f, 1.00005f, true)]
    [InlineData(1f, 1.001f, false)]
    [InlineData(1000f, 1000.05f, true)]
    [InlineData(float.NaN, float.NaN, true)]
    [InlineData(1f, float.NaN, false)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, true)]
    public void Takes_numbers_that_are_near_for_the_same(float expected, float actual, bool same) =>
        Assert.Equal(same, OutputDifference.Between([Tensor.Of("y", DataType.Fp32, [1], expected)], [Tensor.Of("y", DataType.Fp32, [1], actual)], 1e-4).What is null);

    [Fact]
    public void Says_how_far_numbers_are_apart()
    {
        var difference = OutputDifference.Between([Tensor.Of("y", DataType.Fp64, [2], 1.0, 2.0)], [Tensor.Of("y", DataType.Fp64, [2], 1.5, 2.0)], 1e-4);
        Assert.Equal(0.5, difference.Largest);
        Assert.Equal("the numbers of 'y' differ", difference.What);
    }

    [Fact]
    public void Takes_labels_and_texts_as_they_are()
    {
        Assert.NotNull(OutputDifference.Between([Tensor.Of("l", DataType.Int64, [1], 1L)], [Tensor.Of("l", DataType.Int64, [1], 2L)], 10).What);
        Assert.NotNull(OutputDifference.Between([Tensor.Of("t", [1], "cat")], [Tensor.Of("t", [1], "dog")], 10).What);
        Assert.Null(OutputDifference.Between([Tensor.Of("t", [1], "cat")], [Tensor.Of("t", [1], "cat")], 0).What);
    }

    [Fact]
    public void Names_another_shape_type_or_a_missing_output()
    {
        var one = Tensor.Of("y", DataType.Fp32, [1], 1f);
        Assert.Contains("shape [2]", OutputDifference.Between([one], [Tensor.Of("y", DataType.Fp32, [2], 1f, 2f)], 1).What);
        Assert.Contains("type", OutputDifference.Between([one], [Tensor.Of("y", DataType.Fp64, [1], 1.0)], 1).What);
        Assert.Contains("missing", OutputDifference.Between([one], [], 1).What);
    }

    [Fact]
    public void Reads_halves_and_brain_floats()
    {
        Assert.Equal(1, OutputDifference.Between([Tensor.Of("y", DataType.Fp16, [1], (Half)1)], [Tensor.Of("y", DataType.Fp16, [1], (Half)2)], 0).Largest);
        Assert.Equal(1, OutputDifference.Between([Tensor.Of("y", DataType.Bf16, [1], (ushort)0x3F80)], [Tensor.Of("y", DataType.Bf16, [1], (ushort)0x4000)], 0).Largest);
    }
}
