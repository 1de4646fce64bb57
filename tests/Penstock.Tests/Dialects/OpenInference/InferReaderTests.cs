using System.Text;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Tests.Dialects.Predict;
using Xunit;

namespace Penstock.Tests.Dialects.OpenInference;

/// <summary>JSON requests.</summary>
public sealed class InferReaderTests
{
    public static TheoryData<DataType, string, Array> Elements => new()
    {
        { DataType.Bool, "[true,false,1,0]", new[] { true, false, true, false } },
        { DataType.Uint8, "[0,255,1,2]", new byte[] { 0, 255, 1, 2 } },
        { DataType.Uint16, "[0,65535,1,2]", new ushort[] { 0, 65535, 1, 2 } },
        { DataType.Uint32, "[0,4294967295,1,2]", new uint[] { 0, 4294967295, 1, 2 } },
        { DataType.Uint64, "[0,18446744073709551615,9007199254740993,2]", new ulong[] { 0, 18446744073709551615, 9007199254740993, 2 } },
        { DataType.Int8, "[-128,127,1,2]", new sbyte[] { -128, 127, 1, 2 } },
        { DataType.Int16, "[-32768,32767,1,2]", new short[] { -32768, 32767, 1, 2 } },
        { DataType.Int32, "[-2147483648,2147483647,1.0,2]", new[] { -2147483648, 2147483647, 1, 2 } },
        { DataType.Int64, "[-9223372036854775808,9223372036854775807,9007199254740993,2]", new[] { -9223372036854775808, 9223372036854775807, 9007199254740993, 2 } },
        { DataType.Fp16, "[1,0.1,65504,-0.0]", new[] { (Half)1, (Half)0.1, (Half)65504, Half.NegativeZero } },
        { DataType.Fp32, "[1,0.1,3.4028234e38,-0.0]", new[] { 1f, 0.1f, float.MaxValue, -0f } },
        { DataType.Fp64, "[1,0.1,1e308,-0.0]", new[] { 1, 0.1, 1e308, -0d } },

        // 1.00390625 lies half way between two of them, and so does 1.01171875: each goes to the even one.
        { DataType.Bf16, "[1,1.00390625,1.01171875,-2]", new ushort[] { 0x3F80, 0x3F80, 0x3F82, 0xC000 } },
        { DataType.Bytes, """["a","é","","\u00e9\ud83d\ude00"]""", new[] { "a", "é", "", "é😀" } },
    };

    [Theory]
    [MemberData(nameof(Elements))]
    public void Reads_every_datatype_flat_and_nested_alike(DataType type, string data, Array expected)
    {
        var signature = Signatures.Single(type, new(null), new(2));
        var items = data[1..^1].Split(',');
        foreach (var form in new[] { data, $"[[{items[0]},{items[1]}],[{items[2]},{items[3]}]]" })
        {
            using var request = Inference.Request(Body(type, "[2,2]", form));
            var tensor = request.Tensor(signature);

            Assert.Equal([2L, 2L], tensor.Shape);
            Assert.Equal(expected, TensorElements.Of(tensor));
        }
    }

    [Theory]
    [InlineData(DataType.Fp16)]
    [InlineData(DataType.Fp32)]
    [InlineData(DataType.Fp64)]
    public void Takes_the_words_for_what_JSON_has_no_numbers_for_and_null_for_NaN(DataType type)
    {
        using var request = Inference.Request(Body(type, "[4]", """["NaN","Infinity","-Infinity",null]"""));

        Assert.Equal(["NaN", "Infinity", "-Infinity", "NaN"], TensorElements.Of(request.Tensor(Signatures.Single(type, new Dimension(null)))).Cast<IFormattable>().Select(one => one.ToString(null, System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Refuses_null_where_there_is_no_NaN()
    {
        using var request = Inference.Request(Body(DataType.Int32, "[2]", "[1,null]"));

        Assert.Equal(("inputs.0.data.1", "int_type"), One(request.Error(Signatures.Single(DataType.Int32, new Dimension(null)))));
    }

    [Theory]
    [InlineData("""{"inputs":[{"data":[[1,2],[3,4]],"shape":[2,2],"datatype":"FP32","name":"x"}]}""")]
    [InlineData("""{"id":"7","inputs":[{"data":[1,2,3,4],"datatype":"FP32","name":"x","parameters":{},"shape":[2,2]}],"model_name":"m","model_version":"1"}""")]
    [InlineData("""{"outputs":[],"inputs":[{"n\u0061me":"x","shape":[2,2],"datatype":"FP32","data":[1,"2",3.0,4e0]}]}""")]
    public void Takes_members_in_any_order(string body)
    {
        using var request = Inference.Request(body);

        Assert.Equal(new[] { 1f, 2, 3, 4 }, TensorElements.Of(request.Tensor(Signatures.Single(DataType.Fp32, new(null), new(2)))));
    }

    [Fact]
    public void Takes_bytes_as_base64_before_and_behind_the_word_that_says_so()
    {
        var signature = Signatures.Single(DataType.Bytes, new Dimension(null));
        foreach (var members in new[] { """ "parameters":{"content_type":"base64"},"data":["AP8=",""] """, """ "data":["AP8=",""],"parameters":{"content_type":"base64"} """ })
        {
            using var request = Inference.Request($$"""{"inputs":[{"name":"x","shape":[2],"datatype":"BYTES",{{members}}}]}""");
            Assert.Equal([[0, 255], []], request.Tensor(signature).Texts.ToArray().Select(text => text.ToArray()));
        }

        using var wrong = Inference.Request("""{"inputs":[{"name":"x","shape":[1],"datatype":"BYTES","parameters":{"content_type":"base64"},"data":["no base64!"]}]}""");
        Assert.Equal(("inputs.0.data.0", "base64_parsing"), One(wrong.Error(signature)));
    }

    [Theory]
    [InlineData("[]", "[5]")]
    [InlineData("[]", "5")]
    [InlineData("[1]", "[5]")]
    public void Takes_a_scalar_in_each_way_there_is(string shape, string data)
    {
        using var request = Inference.Request(Body(DataType.Int64, shape, data));
        var tensor = request.Tensor(Signatures.Single(DataType.Int64));

        Assert.Empty(tensor.Shape);
        Assert.Equal(new[] { 5L }, TensorElements.Of(tensor));
    }

    [Theory]
    [InlineData("[0,2]", "[]")]
    [InlineData("[2,0]", "[[],[]]")]
    [InlineData("[2,0]", "[]")]
    public void Takes_a_tensor_without_elements(string shape, string data)
    {
        using var request = Inference.Request(Body(DataType.Fp32, shape, data));

        Assert.Equal(0, request.Tensor(Signatures.Single(DataType.Fp32, new(null), new(null))).Count);
    }

    [Fact]
    public void Leaves_out_what_may_be_left_out_and_puts_inputs_into_the_models_order()
    {
        using var request = Inference.Request("""{"inputs":[{"name":"sex","shape":[1,1],"datatype":"BYTES","data":["f"]},{"name":"age","shape":[1,1],"datatype":"FP32","data":[30]}]}""");

        Assert.Equal(["age", "sex"], request.Input(Signatures.Passenger).Values.Select(value => value.Name));
    }

    [Fact]
    public void Keeps_id_outputs_schedule_and_free_parameters()
    {
        using var request = Inference.Request("""
            {"id":"né","parameters":{"priority":2,"timeout":1500,"binary_data_output":true,"free":1.50,"word":"w","flag":false},
             "inputs":[{"name":"features","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}],
             "outputs":[{"name":"probabilities","parameters":{"binary_data":false,"classification":2}},{"name":"label"}]}
            """);
        var input = request.Input(Signatures.Iris);

        Assert.Equal(["probabilities", "label"], input.Outputs!);
        Assert.Equal((2, TimeSpan.FromMicroseconds(1500)), (input.Priority, input.QueueTimeout));
        Assert.Equal(new Dictionary<string, string> { ["free"] = "1.50", ["word"] = "\"w\"", ["flag"] = "false" }, input.Parameters);
        var content = request.Content!;
        Assert.Equal(("né", true), (content.Id, content.Binary));
        Assert.Equal([(false, 2), (null, 0)], content.Outputs!.Select(output => (output.Binary, output.Classes)));
    }

    [Theory]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1,2],"datatype":"INT64","data":[1,2]},Y]}""", "inputs.0.datatype", "datatype_mismatch", "The model takes INT32")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1,2],"datatype":"int32","data":[1,2]},Y]}""", "inputs.0.datatype", "datatype_unknown", "there are BOOL")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1,3],"datatype":"INT32","data":[1,2,3]},Y]}""", "inputs.0.shape", "shape_mismatch", "dimension 1 is 2 and not 3")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[2],"datatype":"INT32","data":[1,2]},Y]}""", "inputs.0.shape", "shape_mismatch", "2 dimensions, [N, 2], and this has 1 dimension")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1,2],"datatype":"INT32","data":[1,2,3]},Y]}""", "inputs.0.data", "shape_mismatch", "There are 3 elements, and the shape [1, 2] has 2")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1,2],"datatype":"INT32","data":[1]},Y]}""", "inputs.0.data", "shape_mismatch", "There is 1 element")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1,2],"datatype":"INT32","data":[[1,2],[3,4]]},Y]}""", "inputs.0.data", "shape_mismatch", "2 elements, and dimension 0")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1,2],"datatype":"INT32","data":[[1]]},Y]}""", "inputs.0.data.0", "shape_mismatch", "1 element, and dimension 1")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1,2],"datatype":"INT32","data":[[1,[2]]]},Y]}""", "inputs.0.data.0.1", "int_type", "")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1,2],"datatype":"INT32","data":{"a":1}},Y]}""", "inputs.0.data", "list_type", "")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1,2],"datatype":"INT32","data":[1,2147483648]},Y]}""", "inputs.0.data.1", "less_than_equal", "")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[-1,2],"datatype":"INT32","data":[1,2]},Y]}""", "inputs.0.shape", "shape_negative", "-1 stands only in")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[1.5,2],"datatype":"INT32","data":[1,2]},Y]}""", "inputs.0.shape", "shape_type", "")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[9223372036854775807,2],"datatype":"INT32","data":[1,2]},Y]}""", "inputs.0.shape", "shape_too_large", "")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[18446744073709551616,2],"datatype":"INT32","data":[1,2]},Y]}""", "inputs.0.shape", "shape_too_large", "")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[2147483647,2147483647,0],"datatype":"INT32","data":[]},Y]}""", "inputs.0.shape", "shape_too_large", "")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":100,"datatype":"INT32","data":[1,2]},Y]}""", "inputs.0.shape", "shape_type", "")]
    [InlineData("""{"inputs":[{"name":"INPUT0","shape":[20000000,2],"datatype":"INT32","data":[1,2]},Y]}""", "inputs.0.data", "too_long", "")]
    [InlineData("""{"inputs":[X,Y,{"name":"INPUT2","shape":[1,2],"datatype":"INT32","data":[1,2]}]}""", "inputs.2.name", "unknown_tensor", "Did you mean 'INPUT0'?")]
    [InlineData("""{"inputs":[X,Y,{"name":"zebra","shape":[1,2],"datatype":"INT32","data":[1,2]}]}""", "inputs.2.name", "unknown_tensor", "it has INPUT0, INPUT1")]
    [InlineData("""{"inputs":[X,Y,X]}""", "inputs.2.name", "duplicate_tensor", "")]
    [InlineData("""{"inputs":[X]}""", "inputs", "missing", "The model needs 'INPUT1', INT32 [N, 2]")]
    [InlineData("""{"inputs":[X,{"name":"INPUT1","shape":[2,2],"datatype":"INT32","data":[1,2,3,4]}]}""", "inputs.1.shape", "shape_mismatch", "Dimension 'N' is 2 here and 1 in 'INPUT0'")]
    [InlineData("""{"inputs":[X,Y],"outputs":[{"name":"OUTPUT1"}]}""", "outputs.0.name", "unknown_tensor", "Did you mean 'OUTPUT0'?")]
    [InlineData("""{"inputs":[X,Y],"outputs":[{"name":"OUTPUT0"},{"name":"OUTPUT0"}]}""", "outputs.1.name", "duplicate_tensor", "")]
    [InlineData("""{"inputs":[X,Y],"outputs":[{}]}""", "outputs.0.name", "missing", "")]
    [InlineData("""{"inputs":[X,Y],"outputs":[{"name":"OUTPUT0","parameters":{"classification":-1}}]}""", "outputs.0.parameters.classification", "int_range", "")]
    [InlineData("""{"inputs":[X,Y],"outputs":[{"name":"OUTPUT0","parameters":{"binary_data":1}}]}""", "outputs.0.parameters.binary_data", "bool_type", "")]
    [InlineData("""{"inputs":[X,Y],"ouputs":[]}""", "ouputs", "extra_forbidden", "Did you mean 'outputs'?")]
    [InlineData("""{"inputs":[X,Y],"inputs":[X,Y]}""", "inputs", "duplicate_member", "")]
    [InlineData("""{"inputs":[X,Y],"id":{}}""", "id", "string_type", "")]
    [InlineData("""{"inputs":[X,Y],"parameters":{"a":[1]}}""", "parameters.a", "parameter_type", "")]
    [InlineData("""{"inputs":[X,Y],"parameters":{"a":1,"a":2}}""", "parameters.a", "duplicate_member", "")]
    [InlineData("""{"inputs":[X,Y],"parameters":{"timeout":-1}}""", "parameters.timeout", "int_range", "")]
    [InlineData("""{"inputs":[X,{"name":"INPUT1","shape":[1,2],"datatype":"INT32"}]}""", "inputs.1.data", "missing", "")]
    [InlineData("""{"inputs":[X,{"shape":[1,2],"datatype":"INT32","data":[1,2],"name":"INPUT1","name":"INPUT1"}]}""", "inputs.1.name", "duplicate_member", "")]
    [InlineData("""{"inputs":[X,{"name":"INPUT1","shape":[1,2],"datatype":"INT32","parameters":{"binary_data_size":8}}]}""", "inputs.1.parameters.binary_data_size", "binary_without_header", "Inference-Header-Content-Length")]
    [InlineData("""{"inputs":[X,{"name":"INPUT1","shape":[1,2],"datatype":"INT32","parameters":{"shared_memory_region":"r"}}]}""", "inputs.1.parameters.shared_memory_region", "unsupported", "")]
    [InlineData("""{"inputs":[X,Y,7]}""", "inputs.2", "model_type", "")]
    [InlineData("""{"inputs":{}}""", "inputs", "list_type", "")]
    [InlineData("[]", "", "model_type", "")]
    public void Names_each_mistake_and_its_place(string body, string path, string code, string message)
    {
        body = body.Replace("X", """{"name":"INPUT0","shape":[1,2],"datatype":"INT32","data":[1,2]}""", StringComparison.Ordinal)
            .Replace("Y", """{"name":"INPUT1","shape":[1,2],"datatype":"INT32","data":[3,4]}""", StringComparison.Ordinal);
        using var request = Inference.Request(body);
        var error = request.Error(Signatures.Pair);

        Assert.Equal(ErrorKind.InvalidInput, error.Kind);
        Assert.Contains((path, code), error.Mistakes.Select(mistake => (mistake.Path, mistake.Code)));
        Assert.Contains(message, error.Mistakes.First(mistake => mistake.Path == path && mistake.Code == code).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_all_mistakes_at_once()
    {
        using var request = Inference.Request("""
            {"id":[],"outputs":[{"name":"nothing"}],"inputs":[
             {"name":"INPUT0","shape":[1,3],"datatype":"FP32","data":["a","b","c"]},
             {"name":"other","shape":[1],"datatype":"X","data":[1]}]}
            """);

        Assert.Equal(
            ["id", "inputs", "inputs.0.datatype", "inputs.0.shape", "inputs.1.datatype", "inputs.1.name", "outputs.0.name"],
            request.Error(Signatures.Pair).Mistakes.Select(mistake => mistake.Path).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"inputs":[]} more""")]
    [InlineData("""{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[NaN]}]}""")]
    public void What_is_no_JSON_is_an_invalid_request(string body)
    {
        using var request = Inference.Request(body);

        Assert.Equal(ErrorKind.InvalidRequest, request.Error(Signatures.Pair).Kind);
    }

    [Fact]
    public void No_mutilated_request_throws()
    {
        var random = new Random(17);
        var whole = Encoding.UTF8.GetBytes("""{"id":"a","parameters":{"timeout":5},"inputs":[{"name":"INPUT0","shape":[1,2],"datatype":"INT32","data":[[1,2]]},{"data":["4",5],"name":"INPUT1","shape":[1,2],"datatype":"INT32","parameters":{"binary_data_size":8}}],"outputs":[{"name":"OUTPUT0","parameters":{"classification":1}}]}""");
        for (var i = 0; i < 20_000; i++)
        {
            var body = whole.AsSpan().ToArray().ToList();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(body.Count);
                switch (random.Next(4))
                {
                    case 0:
                        body.RemoveRange(at, Math.Min(random.Next(1, 12), body.Count - at));
                        break;
                    case 1:
                        body[at] = (byte)random.Next(256);
                        break;
                    case 2:
                        body.InsertRange(at, whole.Skip(random.Next(whole.Length)).Take(random.Next(20)));
                        break;
                    default:
                        body[at] = "{}[]\",:019-.eE\\ntf"u8[random.Next(18)];
                        break;
                }

                if (body.Count == 0)
                {
                    break;
                }
            }

            var bytes = new Penstock.Dialects.PooledBytes();
            System.Buffers.BuffersExtensions.Write<byte>(bytes, body.ToArray());
            var (request, error) = Penstock.Dialects.OpenInference.InferRequest.Make(bytes, random.Next(3) == 0 ? random.Next(body.Count + 2).ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
            if (request is not null)
            {
                var (input, mistake) = request.ReadInput(Inference.Model(i % 2 == 0 ? Signatures.Pair : Signatures.Iris));
                Assert.True(input is null != mistake is null);
                Assert.True(mistake is null || mistake.Kind is ErrorKind.InvalidInput or ErrorKind.InvalidRequest);
                request.Dispose();
            }
            else
            {
                Assert.Equal(ErrorKind.InvalidRequest, error!.Kind);
            }
        }
    }

    private static string Body(DataType type, string shape, string data) =>
        $$"""{"inputs":[{"name":"x","shape":{{shape}},"datatype":"{{type.ToString().ToUpperInvariant()}}","data":{{data}}}]}""";

    private static (string Path, string Code) One(CallError error) => Assert.Single(error.Mistakes) is var one ? (one.Path, one.Code) : default;
}
