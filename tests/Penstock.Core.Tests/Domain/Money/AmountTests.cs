using System.Numerics;
using Penstock.Domain.Money;
using Xunit;

namespace Penstock.Core.Tests.Domain.Money;

public sealed class AmountTests
{
    private static readonly BigInteger One = BigInteger.Pow(10, 12);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.000000000001", 1)]
    [InlineData("0.0000000000005", 0)]
    [InlineData("0.0000000000015", 2)]
    [InlineData("0.0000000000025", 2)]
    [InlineData("-0.000000000001", -1)]
    [InlineData("-0.00000000000151", -2)]
    [InlineData("1.000", 1_000_000_000_000)]
    [InlineData("9223372.036854775807", long.MaxValue)]
    [InlineData("9223372.036854775808", long.MaxValue)]
    [InlineData("-9223372.036854775807", -long.MaxValue)]
    [InlineData("79228162514264337593543950335", long.MaxValue)]
    [InlineData("-79228162514264337593543950335", long.MinValue)]
    public void Rounds_half_to_even(string value, long units) =>
        Assert.Equal(units, Amount.Of(decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture)).Units);

    [Fact]
    public void Is_exact_whatever_the_number_of_digits()
    {
        var random = new Random(20261122);
        for (var i = 0; i < 20_000; i++)
        {
            var digits = BigInteger.Remainder(new BigInteger(random.NextInt64()) * random.NextInt64(), BigInteger.Pow(10, random.Next(1, 29)));
            var scale = random.Next(0, 29);
            var value = new decimal((int)(uint)(digits & uint.MaxValue), (int)(uint)((digits >> 32) & uint.MaxValue), (int)(uint)(digits >> 64), i % 3 == 0, (byte)scale);
            var whole = (i % 3 == 0 ? -digits : digits) * One;
            var power = BigInteger.Pow(10, scale);

            Assert.Equal(Bounded(Nearest(whole, power)), Amount.Of(value).Units);
            Assert.Equal(Bounded(Above(whole, power)), Amount.AtLeast(value).Units);
        }
    }

    private static BigInteger Above(BigInteger whole, BigInteger power)
    {
        var quotient = BigInteger.DivRem(whole, power, out var rest);
        return rest.Sign > 0 ? quotient + 1 : quotient;
    }

    private static BigInteger Nearest(BigInteger whole, BigInteger power)
    {
        var quotient = BigInteger.DivRem(whole, power, out var rest);
        var half = (BigInteger.Abs(rest) * 2).CompareTo(power);
        return half > 0 || (half == 0 && !quotient.IsEven) ? quotient + rest.Sign : quotient;
    }

    // Beyond what there can be it is bounded; one unit more or less there says nothing.
    private static long Bounded(BigInteger units) => units >= long.MaxValue ? long.MaxValue : units <= long.MinValue ? long.MinValue : (long)units;
}
