using System.Text;
using System.Text.Json;
using Penstock.Dialects.Numbers;
using Xunit;

namespace Penstock.Tests.Dialects.Numbers;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData("12.50,", 5, 1250UL, -2, false)]
    [InlineData("-7]", 2, 7UL, 0, true)]
    [InlineData("1e3 ", 3, 1UL, 3, false)]
    [InlineData("0.000000000000000000000000123E-2}", 32, 123UL, -29, false)]
    public void Takes_a_number_apart(string text, int length, ulong significand, int exponent, bool integer)
    {
        Assert.Equal(length, JsonNumber.Scan(Encoding.UTF8.GetBytes(text), out var number));

        Assert.Equal((significand, exponent, integer, true), (number.Significand, number.Exponent, number.IsInteger, number.IsExact));
        Assert.Equal(text[0] == '-', number.IsNegative);
    }

    [Fact]
    public void Says_when_there_are_more_digits_than_it_can_hold()
    {
        JsonNumber.Scan("12345678901234567890"u8, out var number);
        Assert.False(number.IsExact);
        JsonNumber.Scan("0.0000000000000000000001234567890123456789"u8, out number);
        Assert.True(number.IsExact);
    }

    [Fact]
    public void Takes_as_a_number_what_json_takes_for_one()
    {
        foreach (var text in NumberTexts.Hard.Concat(NumberTexts.Broken).Concat(NumberTexts.Unusual))
        {
            var utf8 = Encoding.UTF8.GetBytes(text);
            Assert.Equal(IsNumber(utf8), JsonNumber.Scan(utf8, out _) == utf8.Length);
        }
    }

    private static bool IsNumber(byte[] utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            return reader.Read() && reader.TokenType == JsonTokenType.Number && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
