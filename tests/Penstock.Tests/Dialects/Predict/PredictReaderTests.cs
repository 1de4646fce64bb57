using System.Text;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

public sealed class PredictReaderTests
{
    private static readonly float[] Flower = [5.1f, 3.5f, 1.4f, 0.2f];

    [Theory]
    [InlineData("""{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2}""", PredictLayout.Row, false)]
    [InlineData("""{"petal_width":"0.2","petal_length":"1.4","sepal_\u0077idth":3.5,"sepal_length":"5.1"}""", PredictLayout.Row, false)]
    [InlineData("""[{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2}]""", PredictLayout.Rows, false)]
    [InlineData("""[[5.1,3.5,1.4,0.2]]""", PredictLayout.Rows, false)]
    [InlineData("""{"inputs":[[5.1,3.5,1.4,0.2]]}""", PredictLayout.Rows, true)]
    [InlineData("""{"inputs":[{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2}]}""", PredictLayout.Rows, true)]
    [InlineData("""{"inputs":{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2}}""", PredictLayout.Row, true)]
    [InlineData("""{"features":[[5.1,3.5,1.4,0.2]]}""", PredictLayout.Tensors, false)]
    [InlineData("""{"inputs":{"features":[[5.1,3.5,1.4,0.2]]}}""", PredictLayout.Tensors, true)]
    public void Takes_one_flower_in_every_form(string body, PredictLayout layout, bool enveloped)
    {
        var input = Read(body, Signatures.Iris);

        Assert.Equal(new PredictForm(layout, enveloped), input.Form);
        var tensor = Assert.IsType<Tensor>(Assert.Single(input.Values));
        Assert.Equal([1, 4], tensor.Shape);
        Assert.Equal(Flower, TensorElements.Of(tensor));
    }

    [Fact]
    public void Puts_rows_one_behind_the_other()
    {
        var input = Read("""[{"age":1,"sex":"m"},{"sex":"f","age":2},{"age":3,"sex":"m"}]""", Signatures.Passenger);

        Assert.Equal(["age", "sex"], input.Values.Select(value => value.Name));
        Assert.Equal(new[] { 1f, 2f, 3f }, TensorElements.Of(input.Values[0]));
        Assert.Equal(new[] { "m", "f", "m" }, TensorElements.Of(input.Values[1]));
        Assert.Equal([3, 1], ((Tensor)input.Values[1]).Shape);
    }

    [Fact]
    public void Takes_tensors_by_name_in_any_order_and_gives_them_in_the_signature_s()
    {
        var input = Read("""{"INPUT1":[[3,4],[5,6]],"INPUT0":[[1,2],[0,0]]}""", Signatures.Pair);

        Assert.Equal(["INPUT0", "INPUT1"], input.Values.Select(value => value.Name));
        Assert.Equal(new[] { 3, 4, 5, 6 }, TensorElements.Of(input.Values[1]));
    }

    [Theory]
    [InlineData("7", 0)]
    [InlineData("""{"x":7}""", 0)]
    [InlineData("""{"inputs":7}""", 0)]
    [InlineData("[7]", 1)]
    [InlineData("[[7]]", 2)]
    public void Takes_any_rank_where_the_model_says_none(string body, int rank) =>
        Assert.Equal(rank, ((Tensor)Read(body, new Signature([new Field { Name = "x", Type = DataType.Int64, AnyRank = true }], [])).Values[0]).Shape.Length);

    [Theory]
    [InlineData("7")]
    [InlineData("""{"x":7}""")]
    [InlineData("""{"inputs":{"x":7}}""")]
    public void Takes_a_single_value(string body) =>
        Assert.Empty(((Tensor)Read(body, Signatures.Single(DataType.Int64)).Values[0]).Shape);

    [Fact]
    public void Knows_an_input_called_inputs_from_the_envelope()
    {
        var field = new Field { Name = "inputs", Type = DataType.Int64, Shape = [new(null)] };

        var input = Read("""{"inputs":[1,2]}""", new Signature([field], []));

        Assert.Equal(new PredictForm(PredictLayout.Tensors), input.Form);
    }

    [Fact]
    public void Grows_with_the_input()
    {
        var body = "[" + string.Join(",", Enumerable.Repeat("[1,2,3,4]", 5000)) + "]";

        var tensor = (Tensor)Read(body, Signatures.Iris).Values[0];

        Assert.Equal([5000, 4], tensor.Shape);
        Assert.Equal(20000, tensor.Count);
        Assert.Equal(4f, tensor.Elements<float>()[^1]);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("{\"a\":1,\n\"b\":}", "byte 12 (line 2, byte 5 of it)")]
    [InlineData("[1] 2", "byte 4 (line 1, byte 5 of it)")]
    [InlineData("[1,]", "byte 3")]
    [InlineData("[NaN]", "byte 1")]
    public void Says_where_the_body_is_no_json(string body, string where)
    {
        var (_, error) = PredictReader.Read(Encoding.UTF8.GetBytes(body), Signatures.Iris);

        Assert.Equal(ErrorKind.InvalidRequest, error!.Kind);
        Assert.Contains(where, error.Message);
        Assert.DoesNotContain("LineNumber", error.Message);
    }

    [Fact]
    public void Refuses_what_is_nested_deeper_than_anything_is()
    {
        var (_, error) = PredictReader.Read(Encoding.UTF8.GetBytes(new string('[', 100_000)), Signatures.Single(DataType.Fp32));

        Assert.Equal(ErrorKind.InvalidRequest, error!.Kind);
        Assert.Contains("32", error.Message);
    }

    [Fact]
    public void Refuses_what_is_not_utf8()
    {
        var (_, error) = PredictReader.Read([(byte)'"', 0xC3, (byte)'"'], Signatures.Iris);

        Assert.Equal(ErrorKind.InvalidRequest, error!.Kind);
        Assert.Contains("byte 2", error.Message);
    }

    [Fact]
    public void Keeps_the_first_hundred_mistakes_and_counts_all()
    {
        var (_, error) = PredictReader.Read(Encoding.UTF8.GetBytes($"[[{string.Join(",", Enumerable.Repeat("null", 500))}]]"), Signatures.Iris);

        Assert.Equal(100, error!.Mistakes.Count);
        Assert.StartsWith("The input has 501 mistakes, the first at '0.0'", error.Message);
    }

    [Fact]
    public void Shortens_what_it_received()
    {
        var (_, error) = PredictReader.Read(Encoding.UTF8.GetBytes($$"""{"x":["{{new string('é', 200)}}"]}"""), Signatures.Single(DataType.Fp32, new Dimension(null)));

        Assert.Equal('"' + new string('é', 49) + "…", error!.Mistakes[0].Received);
    }

    private static PredictInput Read(string body, Signature signature)
    {
        var (input, error) = PredictReader.Read(Encoding.UTF8.GetBytes(body), signature);
        Assert.Null(error);
        return input!;
    }
}
