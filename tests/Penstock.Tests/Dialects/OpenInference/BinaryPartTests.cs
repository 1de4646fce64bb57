using System.Runtime.InteropServices;
using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.OpenInference;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Tests.Dialects.Predict;
using Xunit;

namespace Penstock.Tests.Dialects.OpenInference;

/// <summary>Requests with bytes behind their JSON, or with nothing but bytes.</summary>
public sealed class BinaryPartTests
{
    public static TheoryData<DataType> Types => [.. Enum.GetValues<DataType>().Where(type => type.Size() > 0)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Takes_every_datatype_of_a_fixed_size_as_its_bytes(DataType type)
    {
        var bytes = new byte[3 * type.Size()];
        new Random(3).NextBytes(bytes);
        bytes = type == DataType.Bool ? [1, 0, 1] : bytes;
        using var request = Inference.Request(Json("x", "[3]", type, bytes.Length), bytes);
        var tensor = request.Tensor(Signatures.Single(type, new Dimension(null)));

        Assert.Equal(type, tensor.Type);
        Assert.Equal(bytes, tensor.Data.ToArray());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_tensor_is_a_slice_of_the_body_where_its_elements_stand_at_multiples_of_their_size_and_a_copy_elsewhere(DataType type)
    {
        for (var pad = 0; pad < 8; pad++)
        {
            var json = Json("x", "[1]", type, type.Size()) + new string(' ', pad);
            using var request = Inference.Request(json, new byte[type.Size()]);
            Assert.True(MemoryMarshal.TryGetArray(request.Body, out var body));
            Assert.True(MemoryMarshal.TryGetArray(request.Tensor(Signatures.Single(type, new Dimension(null))).Data, out var data));

            Assert.Equal(json.Length % type.Size() == 0, ReferenceEquals(body.Array, data.Array));
            Assert.Equal(0, data.Offset % type.Size());
        }
    }

    [Fact]
    public void Texts_have_their_lengths_before_them()
    {
        byte[] bytes = [2, 0, 0, 0, 0xFF, 0, 0, 0, 0, 0, 3, 0, 0, 0, .. "abc"u8];
        using var request = Inference.Request(Json("x", "[3]", DataType.Bytes, bytes.Length), bytes);

        Assert.Equal([[0xFF, 0], [], .. new[] { "abc"u8.ToArray() }], request.Tensor(Signatures.Single(DataType.Bytes, new Dimension(null))).Texts.ToArray().Select(text => text.ToArray()));
    }

    [Fact]
    public void Tensors_of_JSON_and_of_bytes_mix_in_any_order()
    {
        using var request = Inference.Request(
            """{"inputs":[{"name":"INPUT1","shape":[1,2],"datatype":"INT32","parameters":{"binary_data_size":8}},{"name":"INPUT0","shape":[1,2],"datatype":"INT32","data":[1,2]}]}""",
            [3, 0, 0, 0, 4, 0, 0, 0]);
        var input = request.Input(Signatures.Pair);

        Assert.Equal(["INPUT0", "INPUT1"], input.Values.Select(value => value.Name));
        Assert.Equal([1, 2, 3, 4], input.Values.SelectMany(value => (int[])TensorElements.Of(value)));
    }

    [Fact]
    public void Bytes_are_handed_out_in_the_order_of_the_inputs()
    {
        using var request = Inference.Request(
            """{"inputs":[{"parameters":{"binary_data_size":8},"name":"INPUT1","shape":[1,2],"datatype":"INT32"},{"name":"INPUT0","shape":[1,2],"datatype":"INT32","parameters":{"binary_data_size":8}}]}""",
            [3, 0, 0, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0]);

        Assert.Equal([1, 2, 3, 4], request.Input(Signatures.Pair).Values.SelectMany(value => (int[])TensorElements.Of(value)));
    }

    [Theory]
    [InlineData("[2]", DataType.Int32, 8, 4, "It says 8 bytes, and 4 bytes of binary data are left")]
    [InlineData("[2]", DataType.Int32, 4, 4, "There are 4 bytes, and the shape [2] of INT32 takes 8")]
    [InlineData("[2]", DataType.Int32, 8, 9, "The binary data has 9 bytes, and the tensors' binary_data_size add up to 8")]
    [InlineData("[2]", DataType.Bytes, 7, 7, "There are 7 bytes, and the 2 lengths of the shape [2] alone take 8")]
    [InlineData("[1]", DataType.Bytes, 5, 5, "Behind its 1 elements the tensor has 1 more bytes")]
    [InlineData("[2147483647]", DataType.Bytes, 5, 5, "lengths of the shape [2147483647] alone take")]
    [InlineData("[2147483647]", DataType.Fp64, 5, 5, "takes 17179869176")]
    public void Each_wrong_size_has_its_own_message(string shape, DataType type, int size, int length, string message)
    {
        using var request = Inference.Request(Json("x", shape, type, size), new byte[length]);

        Assert.Contains(message, Assert.Single(request.Error(Signatures.Single(type, new Dimension(null))).Mistakes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_longer_than_its_tensor_is_a_mistake()
    {
        using var request = Inference.Request(Json("x", "[1]", DataType.Bytes, 6), [0xFF, 0xFF, 0xFF, 0xFF, 1, 2]);

        Assert.Contains("Element 0 says 4294967295 bytes, and 2 are left", Assert.Single(request.Error(Signatures.Single(DataType.Bytes, new Dimension(null))).Mistakes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_are_held_to_the_same_ranges_as_JSON()
    {
        var ruled = new Field { Name = "x", Type = DataType.Fp32, Shape = [new Dimension(null)], Constraints = new Constraints { Maximum = 0.1 } };
        var texts = new Field { Name = "x", Type = DataType.Bytes, Shape = [new Dimension(null)], Constraints = new Constraints { MaxLength = 1 } };
        byte[] numbers = [.. BitConverter.GetBytes(0.1f), .. BitConverter.GetBytes(0.2f)];
        using var good = Inference.Request(Json("x", "[1]", DataType.Fp32, 4), numbers[..4]);
        using var bad = Inference.Request(Json("x", "[2]", DataType.Fp32, 8), numbers);
        using var base64 = Inference.Request("""{"inputs":[{"name":"x","shape":[2],"datatype":"BYTES","parameters":{"content_type":"base64"},"data":["YQ==","YWE="]}]}""");
        using var raw = Raw(numbers);

        Assert.Equal(1, good.Tensor(new Signature([ruled], [])).Count);
        Assert.StartsWith("Element 1: ", Assert.Single(bad.Error(new Signature([ruled], [])).Mistakes).Message, StringComparison.Ordinal);
        Assert.Equal("inputs.0.data.1", Assert.Single(base64.Error(new Signature([texts], [])).Mistakes).Path);
        Assert.StartsWith("Element 1: ", raw.Error(new Signature([ruled], [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_truth_value_is_0_or_1()
    {
        using var request = Inference.Request(Json("x", "[3]", DataType.Bool, 3), [0, 1, 2]);
        var mistake = Assert.Single(request.Error(Signatures.Single(DataType.Bool, new Dimension(null))).Mistakes);

        Assert.Equal(("inputs.0.parameters.binary_data_size", "bool_byte"), (mistake.Path, mistake.Code));
        Assert.Contains("element 2 is 2", mistake.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"8\"")]
    [InlineData("99999999999999999999")]
    public void The_size_is_a_whole_number(string size)
    {
        using var request = Inference.Request("""{"inputs":[{"name":"x","shape":[2],"datatype":"INT32","parameters":{"binary_data_size":SIZE}}]}""".Replace("SIZE", size, StringComparison.Ordinal), new byte[8]);

        Assert.Contains(("inputs.0.parameters.binary_data_size", "int_range"), request.Error(Signatures.Single(DataType.Int32, new Dimension(null))).Mistakes.Select(mistake => (mistake.Path, mistake.Code)));
    }

    [Fact]
    public void A_tensor_has_not_both_data_and_bytes()
    {
        using var request = Inference.Request("""{"inputs":[{"name":"x","shape":[1],"datatype":"INT8","data":[1],"parameters":{"binary_data_size":1}}]}""", [1]);

        Assert.Contains("binary_and_data", request.Error(Signatures.Single(DataType.Int8, new Dimension(null))).Mistakes.Select(mistake => mistake.Code));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("11")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("99999999999999999999")]
    public void The_header_is_a_length_within_the_body(string header)
    {
        var body = new PooledBytes();
        System.Buffers.BuffersExtensions.Write(body, new byte[10]);
        var (request, error) = InferRequest.Make(body, header);

        Assert.Null(request);
        Assert.Equal((ErrorKind.InvalidRequest, OpenInferenceDialect.HeaderLength), (error!.Kind, error.Param));
    }

    [Theory]
    [InlineData(24, null, 2L, 3L)]
    [InlineData(8, 1L, 2L, null)]
    [InlineData(24, null, 3L, null)]
    public void A_raw_body_is_the_one_input_its_shape_told_from_its_size(int bytes, long? first, long? second, long? third)
    {
        using var request = Raw(new byte[bytes]);
        var tensor = request.Tensor(Signatures.Single(DataType.Fp32, new Dimension(first), new Dimension(second), new Dimension(third)));

        Assert.Equal(bytes / 4, tensor.Count);
        Assert.Equal([first ?? 1, second ?? 0, third ?? (bytes / 4 / (second ?? 1))], tensor.Shape);
        Assert.True(request.IsRaw);
    }

    [Fact]
    public void A_raw_body_may_be_a_text()
    {
        using var request = Raw(Encoding.UTF8.GetBytes("a text"));

        Assert.Equal("a text", request.Tensor(Signatures.Single(DataType.Bytes, new(null), new(1))).Text(0));
    }

    [Fact]
    public void A_raw_body_that_tells_no_shape_is_refused()
    {
        using var several = Raw(new byte[8]);
        using var open = Raw(new byte[8]);
        using var odd = Raw(new byte[9]);

        Assert.Contains("models with one input; this one has 2", several.Error(Signatures.Pair).Message, StringComparison.Ordinal);
        Assert.Contains("The shape cannot be told", open.Error(Signatures.Single(DataType.Fp32, new(2), new(null), new(null))).Message, StringComparison.Ordinal);
        Assert.Contains("9 bytes", odd.Error(Signatures.Single(DataType.Fp32, new Dimension(null))).Message, StringComparison.Ordinal);
    }

    private static InferRequest Raw(byte[] bytes)
    {
        var body = new PooledBytes();
        System.Buffers.BuffersExtensions.Write(body, bytes);
        return (InferRequest)InferRequest.Make(body, "0").Request!;
    }

    private static string Json(string name, string shape, DataType type, int size) =>
        $$$"""{"inputs":[{"name":"{{{name}}}","shape":{{{shape}}},"datatype":"{{{type.ToString().ToUpperInvariant()}}}","parameters":{"binary_data_size":{{{size}}}}}]}""";
}
