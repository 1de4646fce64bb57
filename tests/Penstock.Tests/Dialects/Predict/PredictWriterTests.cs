using System.Buffers;
using System.Text;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

public sealed class PredictWriterTests
{
    private static readonly NamedValue[] TwoFlowers =
    [
        Tensor.Of("label", DataType.Int64, [2], 0L, 2L),
        Tensor.Of("probabilities", DataType.Fp32, [2, 3], 0.98f, 0.02f, 0f, 0f, 0.25f, 0.75f),
    ];

    private static readonly NamedValue[] OneFlower =
    [
        Tensor.Of("label", DataType.Int64, [1], 1L),
        Tensor.Of("probabilities", DataType.Fp32, [1, 3], 0.1f, 0.8f, 0.1f),
    ];

    [Fact]
    public void Answers_a_row_with_an_object() => Assert.Equal(
        """{"label":1,"class_name":"versicolor","probabilities":{"setosa":0.1,"versicolor":0.8,"virginica":0.1}}""",
        Write(new PredictOutput(new(PredictLayout.Row), OneFlower), Signatures.Iris));

    [Fact]
    public void Answers_a_list_with_a_list() => Assert.Equal(
        """[{"label":0,"class_name":"setosa","probabilities":{"setosa":0.98,"versicolor":0.02,"virginica":0}},{"label":2,"class_name":"virginica","probabilities":{"setosa":0,"versicolor":0.25,"virginica":0.75}}]""",
        Write(new PredictOutput(new(PredictLayout.Rows), TwoFlowers), Signatures.Iris));

    [Fact]
    public void Answers_inputs_with_outputs() => Assert.Equal(
        """{"outputs":[{"label":1,"class_name":"versicolor","probabilities":{"setosa":0.1,"versicolor":0.8,"virginica":0.1}}]}""",
        Write(new PredictOutput(new(PredictLayout.Rows, Enveloped: true), OneFlower), Signatures.Iris));

    [Fact]
    public void Answers_tensors_with_tensors() => Assert.Equal(
        """{"label":[0,2],"probabilities":[[0.98,0.02,0],[0,0.25,0.75]]}""",
        Write(new PredictOutput(new(PredictLayout.Tensors), TwoFlowers), Signatures.Iris));

    [Fact]
    public void Answers_rows_with_tensors_where_the_outputs_are_not_made_of_rows() => Assert.Equal(
        """{"label":[1],"probabilities":[[0.98,0.02,0],[0,0.25,0.75]]}""",
        Write(new PredictOutput(new(PredictLayout.Rows), [OneFlower[0], TwoFlowers[1]]), Signatures.Iris));

    [Fact]
    public void Writes_the_maps_of_zipmap_as_objects_named_by_class()
    {
        var maps = new MapSequence("probabilities", ["0", "1", "2"], Tensor.Of("probabilities", DataType.Fp32, [1, 3], 0.1f, 0.8f, 0.1f));

        Assert.Equal(
            """{"label":1,"class_name":"versicolor","probabilities":{"setosa":0.1,"versicolor":0.8,"virginica":0.1}}""",
            Write(new PredictOutput(new(PredictLayout.Row), [OneFlower[0], maps]), Signatures.Iris));
        Assert.Equal(
            """{"probabilities":[{"0":0.1,"1":0.8,"2":0.1}]}""",
            Write(new PredictOutput(new(PredictLayout.Tensors), [maps]), Signatures.Iris));
    }

    [Fact]
    public void Writes_one_value_a_row_as_the_value() => Assert.Equal(
        """[{"survived":true},{"survived":false}]""",
        Write(new PredictOutput(new(PredictLayout.Rows), [Tensor.Of("survived", DataType.Bool, [2, 1], true, false)]), Signatures.Passenger));

    [Fact]
    public void Writes_the_shortest_number_of_each_type()
    {
        Assert.Equal("0.1", Element(DataType.Fp32, 0.1f));
        Assert.Equal("0.1", Element(DataType.Fp64, 0.1));
        Assert.Equal("0.1", Element(DataType.Fp16, (Half)0.1));
        Assert.Equal("16777216", Element(DataType.Fp32, 16777216f));
        Assert.Equal("18446744073709551615", Element(DataType.Uint64, ulong.MaxValue));
        Assert.Equal("-128", Element(DataType.Int8, sbyte.MinValue));
        Assert.Equal("255", Element(DataType.Uint8, byte.MaxValue));
        Assert.Equal("1.5", Element(DataType.Bf16, (ushort)0x3FC0));
        Assert.Equal("\"é<\"", Written(Tensor.Of("y", [], "é<")));
    }

    [Fact]
    public void Writes_what_json_has_no_number_for_as_the_reader_takes_it()
    {
        Assert.Equal("\"NaN\"", Element(DataType.Fp32, float.NaN));
        Assert.Equal("\"-Infinity\"", Element(DataType.Fp64, double.NegativeInfinity));
        Assert.Equal("\"Infinity\"", Element(DataType.Fp16, Half.PositiveInfinity));
    }

    [Fact]
    public void Writes_a_function_s_result_as_it_is() => Assert.Equal(
        "\"hello ada\"",
        Write(new PredictOutput(default, [new JsonText("result", "\"hello ada\""u8.ToArray())]), new Signature([], [])));

    private static string Element<T>(DataType type, T element)
        where T : unmanaged => Written(Tensor.Of("y", type, [], element));

    private static string Written(Tensor tensor)
    {
        var text = Write(new PredictOutput(new(PredictLayout.Tensors), [tensor]), Signatures.Single(tensor.Type));
        return text["""{"y":""".Length..^1];
    }

    private static string Write(PredictOutput output, Signature signature)
    {
        var buffer = new ArrayBufferWriter<byte>();
        PredictWriter.Write(buffer, output, signature);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
