using System.Text;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

/// <summary>The lax table, as measured with pydantic 2.13.4.</summary>
public sealed class CoercionTests
{
    [Theory]
    [InlineData("1", 1)]
    [InlineData("1.0", 1)]
    [InlineData("1e3", 1000)]
    [InlineData("true", 1)]
    [InlineData("\"1\"", 1)]
    [InlineData("\" 1 \"", 1)]
    [InlineData("\"+1\"", 1)]
    [InlineData("\"1_000\"", 1000)]
    [InlineData("\"1.0\"", 1)]
    [InlineData("\"\\u0031\"", 1)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Takes_for_an_integer(string json, long expected) => Assert.Equal(expected, Assert.IsType<long[]>(Read(json, DataType.Int64))[0]);

    [Theory]
    [InlineData("1.5", "int_from_float")]
    [InlineData("\"1.5\"", "int_parsing")]
    [InlineData("\"1e3\"", "int_parsing")]
    [InlineData("\"\"", "int_parsing")]
    [InlineData("\"0x10\"", "int_parsing")]
    [InlineData("\"1__0\"", "int_parsing")]
    [InlineData("\"_1\"", "int_parsing")]
    [InlineData("\"\\ud800\"", "int_parsing")]
    [InlineData("1e20", "int_parsing_size")]
    [InlineData("1e400", "int_parsing_size")]
    [InlineData("9223372036854775808", "int_parsing_size")]
    [InlineData("\"99999999999999999999999999999999999\"", "int_parsing_size")]
    [InlineData("null", "int_type")]
    [InlineData("{}", "int_type")]
    public void Refuses_for_an_integer(string json, string code) => Assert.Equal(code, Refuse(json, DataType.Int64).Code);

    [Theory]
    [InlineData(DataType.Int8, "-128", "127", "-129", "greater_than_equal", "128", "less_than_equal")]
    [InlineData(DataType.Uint8, "0", "255", "-1", "greater_than_equal", "256", "less_than_equal")]
    [InlineData(DataType.Int16, "-32768", "32767", "-32769", "greater_than_equal", "32768", "less_than_equal")]
    [InlineData(DataType.Uint16, "0", "65535", "-1", "greater_than_equal", "65536", "less_than_equal")]
    [InlineData(DataType.Int32, "-2147483648", "2147483647", "-2147483649", "greater_than_equal", "2147483648", "less_than_equal")]
    [InlineData(DataType.Uint32, "0", "4294967295", "-1", "greater_than_equal", "4294967296", "less_than_equal")]
    [InlineData(DataType.Uint64, "0", "18446744073709551615", "-1", "greater_than_equal", "18446744073709551616", "int_parsing_size")]
    public void Holds_the_range_of_an_integer_type(DataType type, string least, string most, string under, string underCode, string over, string overCode)
    {
        Assert.Equal(least, Read(least, type).GetValue(0)!.ToString());
        Assert.Equal(most, Read(most, type).GetValue(0)!.ToString());
        Assert.Equal(underCode, Refuse(under, type).Code);
        Assert.Equal(overCode, Refuse(over, type).Code);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    [InlineData("\"1.5\"", 1.5)]
    [InlineData("\" 1.5 \"", 1.5)]
    [InlineData("\"1_0.5\"", 10.5)]
    [InlineData("\"-1e3\"", -1000)]
    [InlineData("\"NaN\"", double.NaN)]
    [InlineData("\"inf\"", double.PositiveInfinity)]
    [InlineData("\"Infinity\"", double.PositiveInfinity)]
    [InlineData("\"-Infinity\"", double.NegativeInfinity)]
    public void Takes_for_a_float(string json, double expected)
    {
        Assert.Equal(expected, Assert.IsType<double[]>(Read(json, DataType.Fp64))[0]);
        Assert.Equal((float)expected, Assert.IsType<float[]>(Read(json, DataType.Fp32))[0]);
        Assert.Equal((Half)expected, Assert.IsType<Half[]>(Read(json, DataType.Fp16))[0]);
    }

    [Theory]
    [InlineData("null", "float_type")]
    [InlineData("[1]", "float_type")]
    [InlineData("\"abc\"", "float_parsing")]
    [InlineData("\"\"", "float_parsing")]
    [InlineData("\"1.5.2\"", "float_parsing")]
    [InlineData("\"+-1\"", "float_parsing")]
    [InlineData("\"∞\"", "float_parsing")]
    [InlineData("1e39", "finite_number")]
    [InlineData("\"-1e39\"", "finite_number")]
    public void Refuses_for_a_float(string json, string code) => Assert.Equal(code, Refuse(json, DataType.Fp32).Code);

    [Fact]
    public void Says_where_a_float_type_ends()
    {
        Assert.Equal("The number is too large for FP32, which ends at ±3.403e+38", Refuse("1e39", DataType.Fp32).Message);
        Assert.Equal("finite_number", Refuse("65536", DataType.Fp16).Code);
        Assert.Equal("finite_number", Refuse("3.4e38", DataType.Bf16).Code);
    }

    [Theory]
    [InlineData("1.0", 0x3F80)]
    [InlineData("1.00390625", 0x3F80)]
    [InlineData("1.01171875", 0x3F82)]
    [InlineData("\"-Infinity\"", 0xFF80)]
    public void Rounds_to_bfloat16_to_even(string json, int bits) => Assert.Equal((ushort)bits, Assert.IsType<ushort[]>(Read(json, DataType.Bf16))[0]);

    [Theory]
    [InlineData("true 1 1.0 \"t\" \"TRUE\" \"y\" \"Yes\" \"on\" \"1\" \"\\u0074rue\"", true)]
    [InlineData("false 0 0.0 -0.0 \"f\" \"False\" \"n\" \"NO\" \"off\" \"0\"", false)]
    public void Takes_for_a_truth_value(string jsons, bool expected) =>
        Assert.All(jsons.Split(' '), json => Assert.Equal(expected, Assert.IsType<bool[]>(Read(json, DataType.Bool))[0]));

    [Theory]
    [InlineData("2", "bool_parsing")]
    [InlineData("\" true\"", "bool_parsing")]
    [InlineData("\"\"", "bool_parsing")]
    [InlineData("0.5", "bool_type")]
    [InlineData("null", "bool_type")]
    public void Refuses_for_a_truth_value(string json, string code) => Assert.Equal(code, Refuse(json, DataType.Bool).Code);

    [Fact]
    public void Takes_strings_for_texts() => Assert.Equal("né", Assert.IsType<string[]>(Read("\"n\\u00e9\"", DataType.Bytes))[0]);

    [Theory]
    [InlineData("1", "string_type")]
    [InlineData("1.5", "string_type")]
    [InlineData("true", "string_type")]
    [InlineData("null", "string_type")]
    [InlineData("\"\\ud800\"", "string_unicode")]
    public void Refuses_for_a_text(string json, string code) => Assert.Equal(code, Refuse(json, DataType.Bytes).Code);

    private static Array Read(string json, DataType type)
    {
        var (input, error) = PredictReader.Read(Encoding.UTF8.GetBytes($"[{json}]"), Signatures.Single(type, new Dimension(null)));
        Assert.Null(error);
        return TensorElements.Of(Assert.Single(input!.Values));
    }

    private static InputMistake Refuse(string json, DataType type)
    {
        var (_, error) = PredictReader.Read(Encoding.UTF8.GetBytes($"{{\"x\":[{json}]}}"), Signatures.Single(type, new Dimension(null)));
        if (json is "[1]")
        {
            // Nested too deep as a tensor; as an element it is looked at behind a first one that fits.
            (_, error) = PredictReader.Read(Encoding.UTF8.GetBytes($"{{\"x\":[0,{json}]}}"), Signatures.Single(type, new Dimension(null)));
        }

        Assert.Equal(ErrorKind.InvalidInput, error!.Kind);
        return Assert.Single(error.Mistakes);
    }
}
