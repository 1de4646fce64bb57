using System.Text;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

/// <summary>What is said of a tensor's elements besides their type.</summary>
public sealed class ElementRulesTests
{
    [Theory]
    [InlineData(DataType.Fp32, "[0,1]", "")]
    [InlineData(DataType.Fp32, "[-0.5,\"2\"]", "0 greater_than_equal, 1 less_than_equal")]
    [InlineData(DataType.Fp32, "[\"NaN\"]", "0 less_than_equal")]
    [InlineData(DataType.Int64, "[2,true,\"-1\"]", "0 less_than_equal, 2 greater_than_equal")]
    [InlineData(DataType.Uint8, "[300,1]", "0 less_than_equal")]
    [InlineData(DataType.Fp16, "[1.5]", "0 less_than_equal")]
    [InlineData(DataType.Bf16, "[1.5]", "0 less_than_equal")]
    public void Bounds_every_element(DataType type, string body, string mistakes) =>
        Assert.Equal(mistakes, Read(Of(type) with { Constraints = new Constraints { Minimum = 0, Maximum = 1 } }, body));

    [Theory]
    [InlineData("[\"ab\"]", "")]
    [InlineData("[\"a\",\"abcd\",\"ab1\"]", "0 string_too_short, 1 string_too_long, 2 string_pattern_mismatch")]
    public void Bounds_texts(string body, string mistakes) => Assert.Equal(
        mistakes, Read(Of(DataType.Bytes) with { Constraints = new Constraints { MinLength = 2, MaxLength = 3, Pattern = new TextPattern("^[a-z]+$") } }, body));

    [Theory]
    [InlineData(DataType.Fp64, "[1,1.5,\"1\",true,\"NaN\"]", "2 float_type, 3 float_type, 4 float_type")]
    [InlineData(DataType.Int32, "[1,1.0,1e1,\"1\",true]", "1 int_type, 2 int_type, 3 int_type, 4 int_type")]
    [InlineData(DataType.Bool, "[true,1,\"true\"]", "1 bool_type, 2 bool_type")]
    [InlineData(DataType.Bytes, "[\"a\"]", "")]
    public void Coerces_nothing_where_it_is_strict(DataType type, string body, string mistakes) => Assert.Equal(mistakes, Read(Of(type) with { Strict = true }, body));

    [Fact]
    public void Infinities_pass_unless_finite_numbers_are_asked_for()
    {
        Assert.Equal("", Read(Of(DataType.Fp32), "[\"NaN\",\"-inf\"]"));
        Assert.Equal("0 finite_number, 1 finite_number", Read(Of(DataType.Fp32) with { Constraints = new Constraints { Finite = true } }, "[\"NaN\",\"-inf\",1]"));
    }

    [Fact]
    public void Rules_of_columns_stay_with_their_columns_after_a_mistake()
    {
        var field = Of(DataType.Fp32) with
        {
            Shape = [new(null), new(2)],
            Columns = ["a", "b"],
            ColumnRules = [new ColumnRule { Constraints = new Constraints { Maximum = 1 } }, new ColumnRule()],
        };

        Assert.Equal("0.1 float_type, 1.0 less_than_equal", Read(field, "[[1,null],[2,9],[0,9]]"));
    }

    [Fact]
    public void Rows_take_a_columns_default()
    {
        var field = Of(DataType.Fp32) with { Shape = [new(null), new(2)], Columns = ["a", "b"], ColumnRules = [new ColumnRule(), new ColumnRule { Default = "7" }] };

        var (input, _) = PredictReader.Read("""[{"a":1},{"a":2,"b":3},{"a":4}]"""u8, new Signature([field], []));

        Assert.Equal(new[] { 1f, 7, 2, 3, 4, 7 }, TensorElements.Of(input!.Values[0]));
    }

    [Fact]
    public void A_field_of_which_nothing_is_said_has_no_rules()
    {
        Assert.Null(ElementRules.For(Of(DataType.Fp32)));
        Assert.Null(ElementRules.For(Of(DataType.Fp32) with { ColumnRules = [new ColumnRule { Description = "Only words" }] }));
    }

    [Fact]
    public void Too_many_elements_are_one_mistake()
    {
        var body = new byte[(2 * (TensorBuilder.MaxElements + 2)) + 1];
        for (var i = 0; i < body.Length; i += 2)
        {
            (body[i], body[Math.Min(i + 1, body.Length - 1)]) = ((byte)',', (byte)'0');
        }

        (body[0], body[^1]) = ((byte)'[', (byte)']');

        var (_, error) = PredictReader.Read(body, new Signature([Of(DataType.Bool)], []));

        Assert.Equal("too_long", Assert.Single(error!.Mistakes).Code);
    }

    private static Field Of(DataType type) => new() { Name = "x", Type = type, Shape = [new(null)] };

    private static string Read(Field field, string body)
    {
        var (_, error) = PredictReader.Read(Encoding.UTF8.GetBytes(body), new Signature([field], []));
        return string.Join(", ", (error?.Mistakes ?? (IReadOnlyList<InputMistake>)[]).Select(mistake => $"{mistake.Path} {mistake.Code}"));
    }
}
