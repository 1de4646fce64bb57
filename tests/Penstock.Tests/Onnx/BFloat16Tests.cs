using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Onnx;

public sealed class BFloat16Tests
{
    [Theory]
    [InlineData(1f, 0x3F80)]
    [InlineData(-2f, 0xC000)]
    [InlineData(0.1f, 0x3DCD)] // 0x3DCCCCCD rounds up
    [InlineData(1.00390625f, 0x3F80)] // half-way, to the even neighbour below
    [InlineData(1.01171875f, 0x3F82)] // half-way, to the even neighbour above
    [InlineData(float.MaxValue, 0x7F80)] // infinity
    public void Rounds_to_the_nearest_ties_to_even(float value, int bits) => Assert.Equal((ushort)bits, ((BFloat16)value).Bits);

    [Fact]
    public void Keeps_nan_and_widens_exactly()
    {
        Assert.True(float.IsNaN((BFloat16)BitConverter.UInt32BitsToSingle(0x7F800001)));
        Assert.Equal(-2f, new BFloat16(0xC000));
    }
}
