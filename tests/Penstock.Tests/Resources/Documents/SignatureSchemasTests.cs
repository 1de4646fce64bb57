using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Resources.Documents;
using Penstock.Tests.Dialects.Predict;
using Xunit;

namespace Penstock.Tests.Resources.Documents;

/// <summary>What the document says of a typed model is what its reader takes and its writer gives.</summary>
public sealed class SignatureSchemasTests
{
    [Theory]
    [InlineData("iris", 4)]
    [InlineData("pair", 2)]
    [InlineData("passenger", 4)]
    [InlineData("images", 2)]
    [InlineData("int8", 4)]
    public void Every_example_fits_the_schema_and_is_read(string name, int examples)
    {
        var signature = Signatures.Named(name);
        var (document, schema) = Document(new SignatureSchemas(signature, name).Request());

        var all = SignatureExamples.Of(signature).ToArray();

        Assert.Equal(examples, all.Length);
        Assert.All(all, example =>
        {
            Assert.Empty(SchemaCheck.Mistakes(document, schema, JsonNode.Parse(example.Value)));
            Assert.Null(PredictReader.Read(Encoding.UTF8.GetBytes(example.Value), signature).Error);
        });
    }

    [Theory]
    [InlineData("""{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4}""")]
    [InlineData("""{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2,"colour":1}""")]
    [InlineData("""[[5.1,3.5,1.4]]""")]
    [InlineData("""{"input":[[5.1,3.5,1.4,0.2]]}""")]
    [InlineData("""[]""")]
    [InlineData("1")]
    public void What_the_reader_refuses_does_not_fit(string body)
    {
        var (document, schema) = Document(new SignatureSchemas(Signatures.Iris, "iris").Request());

        // An empty list has no wrong item: that it needs one is said of rows and cannot be of a tensor that varies.
        Assert.Equal(body == "[]", !SchemaCheck.Mistakes(document, schema, JsonNode.Parse(body)).Any());
        Assert.NotNull(PredictReader.Read(Encoding.UTF8.GetBytes(body), Signatures.Iris).Error);
    }

    [Fact]
    public void Columns_are_named_members_with_examples_of_the_field()
    {
        var signature = Signatures.Iris with { Inputs = [Signatures.Iris.Inputs[0] with { Example = "[[5.1,3.5,1.4,0.2]]" }] };
        var request = new SignatureSchemas(signature, "iris").Request();
        var (document, _) = Document(request);
        var row = document.Root["components"]!["schemas"]!["iris.Row"]!;

        Assert.Equal(["sepal_length", "sepal_width", "petal_length", "petal_width"], row["properties"]!.AsObject().Select(property => property.Key));
        Assert.Equal(3.5, (double)row["properties"]!["sepal_width"]!["examples"]![0]!);
        Assert.Equal("""{"sepal_length":5.1,"sepal_width":3.5,"petal_length":1.4,"petal_width":0.2}""", SignatureExamples.Of(signature).First().Value);
    }

    [Theory]
    [InlineData(PredictLayout.Row, false)]
    [InlineData(PredictLayout.Rows, false)]
    [InlineData(PredictLayout.Rows, true)]
    [InlineData(PredictLayout.Tensors, false)]
    public void What_is_written_fits_the_answers_schema(PredictLayout layout, bool enveloped)
    {
        var (document, schema) = Document(new SignatureSchemas(Signatures.Iris, "iris").Answer());
        var output = new PredictOutput(new PredictForm(layout, enveloped),
        [
            Tensor.Of("label", DataType.Int64, [1], 2L),
            Tensor.Of("probabilities", DataType.Fp32, [1, 3], 0.1f, 0.2f, 0.7f),
        ]);
        var written = new ArrayBufferWriter<byte>();

        PredictWriter.Write(written, output, Signatures.Iris);

        var value = JsonNode.Parse(written.WrittenSpan);
        Assert.Empty(SchemaCheck.Mistakes(document, schema, value));
        if (layout == PredictLayout.Row)
        {
            Assert.Equal("integer", (string?)document.Root["components"]!["schemas"]!["iris.OutputRow"]!["properties"]!["label"]!["type"]);
            value!["class_name"] = "rose";
            Assert.NotEmpty(SchemaCheck.Mistakes(document, schema, value));
        }
    }

    private static (ApiDocument Document, JsonObject Schema) Document(WireSchema schema)
    {
        var shelf = new SchemaShelf();
        var reference = shelf.Refer(schema);
        return (new ApiDocument(new JsonObject { ["components"] = new JsonObject { ["schemas"] = shelf.ToJson() } }), reference);
    }
}
