using System.Buffers;
using System.Text;
using Penstock.Dialects.TensorFlowServing;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Tests.Dialects.Predict;
using Xunit;

namespace Penstock.Tests.Dialects.TensorFlowServing;

/// <summary>Bodies of TensorFlow Serving's form, read and written.</summary>
public sealed class InstancesReaderTests
{
    [Theory]
    [InlineData("iris", """{"instances":[[1,2,3,4],[5,6,7,8]]}""", "[2, 4]")]
    [InlineData("iris", """{"signature_name":"serving_default","inputs":[[1,2,3,4],[5,6,7,8]]}""", "[2, 4]")]
    [InlineData("iris", """{"inputs":{"features":[[1,2,3,4],[5,6,7,8]]}}""", "[2, 4]")]
    [InlineData("iris", """{"instances":[{"features":[1,2,3,4]},{"features":[5,6,7,8]}]}""", "[2, 4]")]
    [InlineData("iris", """{"instances":[{"sepal_length":1,"sepal_width":2,"petal_length":3,"petal_width":4},{"petal_width":8,"sepal_length":5,"sepal_width":6,"petal_length":7}]}""", "[2, 4]")]
    [InlineData("pair", """{"instances":[{"INPUT0":[1,2],"INPUT1":[3,4]},{"INPUT1":[7,8],"INPUT0":[5,6]}],"parameters":{"k":{"any":1}}}""", "[2, 2][2, 2]")]
    [InlineData("pair", """{"inputs":{"INPUT1":[[3,4],[7,8]],"INPUT0":[[1,2],[5,6]]}}""", "[2, 2][2, 2]")]
    [InlineData("int8", """{"instances":[1,2,3]}""", "[3]")]
    [InlineData("images", """{"instances":[[[1,2,3],[4,5,6]]]}""", "[1, 2, 3]")]
    public void Reads_every_form(string signature, string body, string shapes)
    {
        var (input, error) = InstancesReader.Read(Encoding.UTF8.GetBytes(body), Signatures.Named(signature));

        Assert.Null(error);
        Assert.Equal(shapes, string.Concat(input!.Values.Select(value => $"[{string.Join(", ", ((Tensor)value).Shape)}]")));
        Assert.Equal(
            signature == "pair" ? [1, 2, 5, 6, 3, 4, 7, 8] : Enumerable.Range(1, (int)input.Values.Sum(value => ((Tensor)value).Count)),
            input.Values.SelectMany(value => TensorElements.Of(value).Cast<object>().Select(one => Convert.ToInt32(one, null))));
        Assert.Equal(body.Contains("instances", StringComparison.Ordinal) ? PredictLayout.Rows : PredictLayout.Tensors, input.Form.Layout);
    }

    [Theory]
    [InlineData("""{"instances":[{"b64":"AP8="},"a",{"b64":""}]}""")]
    [InlineData("""{"inputs":[{"b64":"AP8="},"a",{"b64":""}]}""")]
    [InlineData("""{"instances":[{"x":{"b64":"AP8="}},{"x":"a"},{"x":{"b64":""}}]}""")]
    public void Reads_bytes(string body)
    {
        var (input, error) = InstancesReader.Read(Encoding.UTF8.GetBytes(body), Signatures.Single(DataType.Bytes, new Dimension(null)));

        Assert.Null(error);
        Assert.Equal([[0, 0xFF], [(byte)'a'], []], ((Tensor)input!.Values[0]).Texts.ToArray().Select(text => text.ToArray()));
    }

    [Theory]
    [InlineData("iris", """{"instances":[[1,2,3,4],[5,6,7]]}""", "instances.1", "shape_mismatch")]
    [InlineData("iris", """{"instances":[[1,2,3,"x"]]}""", "instances.0.3", "float_parsing")]
    [InlineData("iris", """{"instances":[]}""", "instances", "too_short")]
    [InlineData("iris", """{"instances":{}}""", "instances", "list_type")]
    [InlineData("iris", """{"instance":[[1,2,3,4]]}""", "instance", "extra_forbidden")]
    [InlineData("iris", "{}", "instances", "missing")]
    [InlineData("iris", """{"instances":[[1,2,3,4]],"inputs":[[1,2,3,4]]}""", "inputs", "duplicate_member")]
    [InlineData("iris", """{"instances":[{"sepal_length":1,"sepal_width":2,"petal_length":3}]}""", "instances.0.petal_width", "missing")]
    [InlineData("iris", """{"instances":[{"feature":[1,2,3,4]}]}""", "instances.0.feature", "extra_forbidden")]
    [InlineData("pair", """{"instances":[[1,2]]}""", "instances", "model_type")]
    [InlineData("pair", """{"instances":[{"INPUT0":[1,2],"INPUT1":[3,4]},{"INPUT0":[1,2]}]}""", "instances.1.INPUT1", "missing")]
    [InlineData("pair", """{"instances":[{"INPUT0":[1,2],"INPUT1":[3,4]},7]}""", "instances.1", "model_type")]
    [InlineData("pair", """{"inputs":{"INPUT0":[[1,2]]}}""", "inputs.INPUT1", "missing")]
    [InlineData("pair", """{"inputs":[[1,2]]}""", "inputs", "model_type")]
    [InlineData("images", """{"instances":[[[1],[2]],[[3],[4]]]}""", "instances", "shape_mismatch")]
    [InlineData("bytes", """{"instances":[{"b64":"no"}]}""", "instances.0", "base64_parsing")]
    [InlineData("bytes", """{"instances":["a",{"b65":"AA=="}]}""", "instances.1", "base64_parsing")]
    public void Names_each_mistake_and_its_place(string signature, string body, string path, string code)
    {
        var (input, error) = InstancesReader.Read(Encoding.UTF8.GetBytes(body), signature == "bytes" ? Signatures.Single(DataType.Bytes, new Dimension(null)) : Signatures.Named(signature));

        Assert.Null(input);
        Assert.Contains((path, code), error!.Mistakes.Select(mistake => (mistake.Path, mistake.Code)));
    }

    [Fact]
    public void One_output_is_given_bare_and_several_by_name()
    {
        var label = Tensor.Of("label", DataType.Int64, [2], 0L, 2);
        var scores = Tensor.Of("probabilities", DataType.Fp32, [2, 3], 1f, 0, 0, 0, 0, 1);

        Assert.Equal("""{"predictions":[0,2]}""", Write(PredictLayout.Rows, label));
        Assert.Equal("""{"predictions":[[1,0,0],[0,0,1]]}""", Write(PredictLayout.Rows, scores));
        Assert.Equal("""{"predictions":[{"label":0,"probabilities":[1,0,0]},{"label":2,"probabilities":[0,0,1]}]}""", Write(PredictLayout.Rows, label, scores));
        Assert.Equal("""{"outputs":[[1,0,0],[0,0,1]]}""", Write(PredictLayout.Tensors, scores));
        Assert.Equal("""{"outputs":{"label":[0,2],"probabilities":[[1,0,0],[0,0,1]]}}""", Write(PredictLayout.Tensors, label, scores));
    }

    [Fact]
    public void Outputs_without_a_row_for_each_instance_are_given_whole()
    {
        Assert.Equal("""{"outputs":{"label":[0,2],"mean":[1]}}""", Write(PredictLayout.Rows, Tensor.Of("label", DataType.Int64, [2], 0L, 2), Tensor.Of("mean", DataType.Fp32, [1], 1f)));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_written_as_base64()
    {
        var bytes = new Tensor("y", [2, 1], new ReadOnlyMemory<byte>[] { new byte[] { 0, 0xFF }, "a"u8.ToArray() });

        Assert.Equal("""{"predictions":[[{"b64":"AP8="}],["a"]]}""", Write(PredictLayout.Rows, bytes));
    }

    private static string Write(PredictLayout layout, params NamedValue[] values)
    {
        var into = new ArrayBufferWriter<byte>();
        PredictionsWriter.Write(into, new PredictOutput(new PredictForm(layout), values), Signatures.Iris);
        return Encoding.UTF8.GetString(into.WrittenSpan);
    }
}
