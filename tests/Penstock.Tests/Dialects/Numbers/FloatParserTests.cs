using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using Penstock.Dialects.Numbers;
using Xunit;

namespace Penstock.Tests.Dialects.Numbers;

/// <summary>.NET's parser, which is exact, is the oracle.</summary>
public sealed class FloatParserTests
{
    [Fact]
    public void Rounds_hard_numbers_as_dotnet_does() => Assert.All(NumberTexts.Hard, Check);

    [Fact]
    public void Rounds_random_numbers_as_dotnet_does() =>
        Property.Holds(Gen.Choose(0, int.MaxValue), seed =>
        {
            var random = new Random(seed);
            for (var i = 0; i < 500; i++)
            {
                Check(NumberTexts.Random(random));
            }
        });

    [Fact]
    public void Reads_back_every_power_of_ten_with_up_to_nineteen_digits()
    {
        for (var power = -360; power <= 330; power++)
        {
            Check($"1e{power}");
            Check($"9.999999999999999999e{power}");
            Check($"-1234567890123456789E{power}");
        }
    }

    private static void Check(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        Assert.Equal(utf8.Length, JsonNumber.Scan(utf8, out var number));
        Assert.Equal(
            BitConverter.SingleToUInt32Bits(float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)),
            BitConverter.SingleToUInt32Bits(FloatParser.ToSingle(number, utf8)));
        Assert.Equal(
            BitConverter.DoubleToUInt64Bits(double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture)),
            BitConverter.DoubleToUInt64Bits(FloatParser.ToDouble(number, utf8)));
    }
}
