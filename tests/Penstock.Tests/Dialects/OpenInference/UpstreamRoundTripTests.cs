using System.Buffers;
using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.OpenInference;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Tests.Dialects.Predict;
using Xunit;

namespace Penstock.Tests.Dialects.OpenInference;

/// <summary>Towards another server: what is written there is what is read here, and back.</summary>
public sealed class UpstreamRoundTripTests
{
    private static readonly PredictForm Form = new(PredictLayout.Rows);

    public static TheoryData<DataType, bool> Types =>
        new(Enum.GetValues<DataType>().Where(type => type != DataType.Json).SelectMany(type => new[] { (type, false), (type, true) }));

    [Theory]
    [MemberData(nameof(Types))]
    public void An_input_is_the_same_on_the_other_side(DataType type, bool binary)
    {
        var signature = Signatures.Single(type, new(null), new(2));
        var tensor = Some("x", type);
        var written = new ArrayBufferWriter<byte>();
        var length = InferRequestWriter.Write(written, new PredictInput(Form, [tensor]) { Outputs = ["y"], Priority = 3, QueueTimeout = TimeSpan.FromMilliseconds(2), Parameters = new Dictionary<string, string> { ["k"] = "\"v\"" } }, "call_1", binary);

        Assert.Equal(binary, length is not null);
        using var request = Inference.Request(Encoding.UTF8.GetString(written.WrittenSpan[..(length ?? written.WrittenCount)]), length is { } head ? written.WrittenSpan[head..].ToArray() : null);
        var input = request.Input(signature);
        AssertSame(tensor, (Tensor)input.Values[0]);
        Assert.Equal((3, TimeSpan.FromMilliseconds(2), "\"v\""), (input.Priority, input.QueueTimeout, input.Parameters["k"]));
        Assert.Equal(["y"], input.Outputs!);
        Assert.Equal(("call_1", binary ? true : null), (request.Content!.Id, request.Content.Binary));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_output_is_the_same_on_this_side(DataType type, bool binary)
    {
        var signature = Signatures.Single(type, new(null), new(2));
        var tensor = Some("y", type);
        var body = new PooledBytes();
        var length = InferAnswerWriter.Write(body, Inference.Model(signature), new InferContent([], []), new PredictOutput(Form, [tensor]), binary);
        var (output, error) = InferAnswerReader.Read(body, length, signature, Form);

        Assert.Null(error);
        AssertSame(tensor, (Tensor)output!.Values[0]);
        Assert.Equal(Form, output.Form);
        output.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"outputs":[{"name":"z","shape":[1,2],"datatype":"FP32","data":[1,2]}]}""")]
    [InlineData("""{"outputs":[{"name":"y","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}""")]
    [InlineData("""{"outputs":[{"name":"y","shape":[1,2],"datatype":"INT32","data":[1,2]}]}""")]
    public void An_answer_that_is_not_what_the_metadata_says_is_the_servers_fault(string answer)
    {
        var body = new PooledBytes();
        body.Write(Encoding.UTF8.GetBytes(answer));
        var (output, error) = InferAnswerReader.Read(body, null, Signatures.Single(DataType.Fp32, new(null), new(2)), Form);

        Assert.Null(output);
        Assert.Equal(ErrorKind.ProviderCut, error!.Kind);
    }

    [Fact]
    public void An_errors_message_is_found()
    {
        Assert.Equal("too bad", InferAnswerReader.ReadError("""{"error":"too bad"}"""u8));
        Assert.Null(InferAnswerReader.ReadError("""{"error":{}}"""u8));
        Assert.Null(InferAnswerReader.ReadError("<html>"u8));
    }

    [Fact]
    public void Metadata_is_a_signature()
    {
        var (signature, description, problem) = MetadataReader.Read("""
            {"name":"m","platform":"onnx_onnxv1","inputs":[{"name":"x","datatype":"FP32","shape":[-1,4]},{"name":"o","datatype":"BYTES","shape":[1]}],
             "outputs":[{"name":"y","datatype":"BF16","shape":[-1]}],
             "properties":{"description":"What.","optional":"[\"o\"]","classes.y":"[\"a\",\"b\"]","columns.x":"no list","rank.y":"any"}}
            """u8);

        Assert.Null(problem);
        Assert.Equal("What.", description);
        Assert.Equal([("x", DataType.Fp32, false), ("o", DataType.Bytes, true)], signature!.Inputs.Select(field => (field.Name, field.Type, field.Optional)));
        Assert.Equal([null, 4L], signature.Inputs[0].Shape.Select(dimension => dimension.Size));
        Assert.Equal((true, 2, 0), (signature.Outputs[0].AnyRank, signature.Outputs[0].Classes.Count, signature.Inputs[0].Columns.Count));
        Assert.NotNull(MetadataReader.Read("""{"inputs":[{"name":"x","datatype":"COMPLEX","shape":[1]}],"outputs":[]}"""u8).Problem);
        Assert.NotNull(MetadataReader.Read("{"u8).Problem);
        Assert.NotNull(MetadataReader.Read("""{"inputs":[{"name":"x","datatype":"FP32","shape":["a"]}],"outputs":[]}"""u8).Problem);
    }

    // Whatever bytes there are; of floats, some that are finite.
    private static Tensor Some(string name, DataType type)
    {
        if (type == DataType.Bytes)
        {
            return new Tensor(name, [2, 2], new ReadOnlyMemory<byte>[] { "a"u8.ToArray(), new byte[] { 0, 0xFF }, Array.Empty<byte>(), "é"u8.ToArray() });
        }

        var bytes = new byte[4 * type.Size()];
        new Random(5).NextBytes(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = type switch
            {
                DataType.Bool => (byte)(bytes[i] & 1),
                DataType.Fp16 or DataType.Fp32 or DataType.Fp64 or DataType.Bf16 => (byte)(bytes[i] & 0x3F),
                _ => bytes[i],
            };
        }

        return new Tensor(name, type, [2, 2], bytes);
    }

    private static void AssertSame(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        Assert.Equal(expected.Data.ToArray(), actual.Data.ToArray());
        Assert.Equal(expected.Texts.ToArray().Select(text => text.ToArray()), actual.Texts.ToArray().Select(text => text.ToArray()));
    }
}
