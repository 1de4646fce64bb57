using System.Buffers;
using System.Text;
using System.Text.Json;
using Penstock.Dialects.OpenInference;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Tests.Dialects.Predict;
using Xunit;

namespace Penstock.Tests.Dialects.OpenInference;

public sealed class InferAnswerWriterTests
{
    private static readonly InferContent Plain = new([], []);
    private static readonly PredictForm Form = new(PredictLayout.Tensors);

    [Fact]
    public void Writes_all_outputs_flat_with_names_shapes_and_types()
    {
        var (json, tail) = Write(Signatures.Iris, Plain, binary: false, Label(), Probabilities());

        Assert.Equal("""{"model_name":"house/model:1","outputs":[{"name":"label","datatype":"INT64","shape":[2],"data":[0,2]},{"name":"probabilities","datatype":"FP32","shape":[2,3],"data":[0.5,0.25,0.25,0,"NaN","-Infinity"]}]}""", json);
        Assert.Empty(tail);
    }

    [Fact]
    public void Gives_version_and_id_where_there_are_any()
    {
        var into = new ArrayBufferWriter<byte>();
        InferAnswerWriter.Write(into, Inference.Model(Signatures.Iris, "3"), Plain with { Id = "né\"" }, new PredictOutput(Form, [Label()]), binary: false);

        Assert.StartsWith("""{"model_name":"house/model:1","model_version":"3","id":"né\"","outputs":""", Encoding.UTF8.GetString(into.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_the_outputs_asked_for_in_the_order_they_were_asked_for_and_bytes_behind_the_JSON()
    {
        var asked = Plain with { Binary = true, Outputs = [new("probabilities"), new("label") { Binary = false }] };
        var (json, tail) = Write(Signatures.Iris, asked, binary: false, Label(), Probabilities());

        Assert.Equal("""{"model_name":"house/model:1","outputs":[{"name":"probabilities","datatype":"FP32","shape":[2,3],"parameters":{"binary_data_size":24}},{"name":"label","datatype":"INT64","shape":[2],"data":[0,2]}]}""", json);
        Assert.Equal(Probabilities().Data.ToArray(), tail);
    }

    [Fact]
    public void Texts_as_bytes_have_their_lengths_before_them()
    {
        var (json, tail) = Write(Signatures.Single(DataType.Bytes, new Dimension(null)), Plain, binary: true, new Tensor("y", [2], new ReadOnlyMemory<byte>[] { "é"u8.ToArray(), Array.Empty<byte>() }));

        Assert.Contains("\"binary_data_size\":10", json, StringComparison.Ordinal);
        Assert.Equal([2, 0, 0, 0, 0xC3, 0xA9, 0, 0, 0, 0], tail);
    }

    [Fact]
    public void Bytes_that_are_no_texts_go_as_base64_and_say_so()
    {
        var signature = Signatures.Single(DataType.Bytes, new Dimension(null));
        var odd = new Tensor("y", [2], new ReadOnlyMemory<byte>[] { new byte[] { 0, 0xFF }, "a"u8.ToArray() });
        var text = Tensor.Of("y", [1], "a");

        Assert.Contains("""{"content_type":"base64"},"data":["AP8=","YQ=="]""", Write(signature, Plain, binary: false, odd).Json, StringComparison.Ordinal);
        Assert.Contains("\"data\":[\"a\"]", Write(signature, Plain, binary: false, text).Json, StringComparison.Ordinal);
        Assert.Contains("\"data\":[\"YQ==\"]", Write(signature, Plain with { Outputs = [new("y") { Base64 = true }] }, binary: false, text).Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Maps_of_classes_are_a_table_with_their_names()
    {
        var signature = new Signature([], [new Field { Name = "maps", Type = DataType.Json, Shape = [new Dimension(null)] }, new Field { Name = "other", Type = DataType.Fp32 }]);
        var maps = new MapSequence("maps", ["a", "b"], Tensor.Of("maps", DataType.Fp32, [2, 2], 1f, 0, 0.5f, 0.5f));

        Assert.Contains("""{"name":"maps","datatype":"FP32","shape":[2,2],"parameters":{"classes":"[\"a\",\"b\"]"},"data":[1,0,0.5,0.5]}""", Write(signature, Plain, binary: false, maps).Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(int), DataType.Int32, "7", "INT32", "[1]", "[7]")]
    [InlineData(typeof(string), DataType.Bytes, "\"a\\\"b\"", "BYTES", "[1]", "[\"a\\\"b\"]")]
    [InlineData(typeof(bool?), DataType.Bool, "null", "BOOL", "[0]", "[]")]
    [InlineData(typeof(string), DataType.Bytes, "null", "BYTES", "[0]", "[]")]
    [InlineData(typeof(object), DataType.Json, "{\"a\":[1]}", "BYTES", "[1]", "[\"{\\\"a\\\":[1]}\"]")]
    public void A_functions_result_is_one_element(Type type, DataType data, string result, string datatype, string shape, string written)
    {
        var signature = new Signature([new Field { Name = "who", Type = DataType.Bytes, ClrType = typeof(string) }], [new Field { Name = "result", Type = data, ClrType = type }]);

        Assert.Contains($$"""{"name":"result","datatype":"{{datatype}}","shape":{{shape}},"data":{{written}}}""", Write(signature, Plain, binary: false, new JsonText("result", Encoding.UTF8.GetBytes(result))).Json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_gives_nothing_has_no_outputs() =>
        Assert.Equal("""{"model_name":"house/model:1","outputs":[]}""", Write(new Signature([], []), Plain, binary: true, new JsonText("result", "null"u8.ToArray())).Json);

    [Fact]
    public void Classes_are_ranked_row_by_row_with_their_labels()
    {
        var asked = Plain with { Outputs = [new("probabilities") { Classes = 2 }] };

        Assert.Contains("""{"name":"probabilities","datatype":"BYTES","shape":[2,2],"data":["0.5:0:setosa","0.25:1:versicolor","0:0:setosa","-Infinity:2:virginica"]}""", Write(Signatures.Iris, asked, binary: false, Probabilities()).Json, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_of_one_dimension_are_ranked_as_a_whole_as_Tritons_example_has_it()
    {
        var ranked = Classification.Of(Tensor.Of("y", DataType.Fp32, [4], 1.1f, 3.3f, 0.5f, 2.4f), 2, []);

        Assert.Equal([2L], ranked.Shape);
        Assert.Equal(["3.3:1", "2.4:3"], [ranked.Text(0), ranked.Text(1)]);
        Assert.Equal(["10:2", "5:1", "4:3", "1:0"], Enumerable.Range(0, 4).Select(Classification.Of(Tensor.Of("y", DataType.Int64, [4], 1L, 5, 10, 4), 9, []).Text));
    }

    private static Tensor Label() => Tensor.Of("label", DataType.Int64, [2], 0L, 2);

    private static Tensor Probabilities() => Tensor.Of("probabilities", DataType.Fp32, [2, 3], 0.5f, 0.25f, 0.25f, 0, float.NaN, float.NegativeInfinity);

    private static (string Json, byte[] Tail) Write(Signature signature, InferContent request, bool binary, params NamedValue[] values)
    {
        var into = new ArrayBufferWriter<byte>();
        var length = InferAnswerWriter.Write(into, Inference.Model(signature), request, new PredictOutput(Form, values), binary);
        var json = Encoding.UTF8.GetString(into.WrittenSpan[..(length ?? into.WrittenCount)]);
        Assert.Equal(JsonValueKind.Object, JsonElement.Parse(json).ValueKind);
        return (json, into.WrittenSpan[(length ?? into.WrittenCount)..].ToArray());
    }
}
