using System.Globalization;
using System.Text;
using Penstock.Dialects.Numbers;
using Xunit;

namespace Penstock.Tests.Dialects.Numbers;

/// <summary>.NET's own shortest text is the oracle.</summary>
public sealed class FloatWriterTests
{
    [Theory]
    [InlineData(0f, "0")]
    [InlineData(-0f, "-0")]
    [InlineData(1f, "1")]
    [InlineData(-0.1f, "-0.1")]
    [InlineData(0.0001f, "0.0001")]
    [InlineData(0.00001f, "1E-05")]
    [InlineData(123456790f, "123456790")]
    [InlineData(1e9f, "1E+09")]
    [InlineData(16777216f, "16777216")]
    [InlineData(float.MaxValue, "3.4028235E+38")]
    [InlineData(float.Epsilon, "1E-45")]
    public void Writes_the_shortest_text(float value, string text) => Assert.Equal(text, Text(value));

    // The least and the greatest exponents, that of 1 to 2, and those where the form changes; every power of two is among those below.
    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    public void Writes_every_single_of_an_exponent_as_dotnet_does(int exponent)
    {
        var step = Environment.GetEnvironmentVariable("PENSTOCK_FULL") is null ? 7u : 1u;
        for (var fraction = 0u; fraction < 1 << 23; fraction += step)
        {
            Check(((uint)exponent << 23) | fraction);
        }
    }

    [Fact]
    public void Writes_singles_of_all_exponents_as_dotnet_does()
    {
        var random = new Random(20261122);
        for (var exponent = 0u; exponent < 255; exponent++)
        {
            for (var near = 0u; near < 50; near++)
            {
                Check((exponent << 23) + near);
                Check(((exponent + 1) << 23) - 1 - near);
            }

            for (var i = 0; i < 4000; i++)
            {
                Check(((uint)random.Next(2) << 31) | (exponent << 23) | (uint)random.Next(1 << 23));
            }
        }
    }

    [Fact]
    public void Writes_short_decimal_numbers_as_dotnet_does()
    {
        for (var digits = 0; digits < 20_000; digits++)
        {
            for (var power = -12; power <= 12; power++)
            {
                Check(BitConverter.SingleToUInt32Bits(float.Parse($"{digits}e{power}", CultureInfo.InvariantCulture)));
            }
        }
    }

    private static void Check(uint bits)
    {
        var value = BitConverter.UInt32BitsToSingle(bits);
        Span<byte> expected = stackalloc byte[32];
        Span<byte> actual = stackalloc byte[FloatWriter.MostBytes];
        value.TryFormat(expected, out var length, default, CultureInfo.InvariantCulture);
        var written = FloatWriter.Write(value, actual);
        if (!actual[..written].SequenceEqual(expected[..length]))
        {
            Assert.Fail($"{bits:X8} is {Encoding.UTF8.GetString(expected[..length])} and was written {Encoding.UTF8.GetString(actual[..written])}");
        }
    }

    private static string Text(float value)
    {
        Span<byte> text = stackalloc byte[FloatWriter.MostBytes];
        return Encoding.UTF8.GetString(text[..FloatWriter.Write(value, text)]);
    }
}
