using System.Text;
using Penstock.Dialects;
using Penstock.Dialects.Gemini;
using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.Governed;
using Xunit;

namespace Penstock.Tests.Dialects.Gemini;

public sealed class GeminiEmbeddingTests
{
    [Fact]
    public void What_is_written_is_read_again() => Property.Holds(GeminiGenerators.Embedding, input =>
    {
        Losses lost = null!;
        var body = Wire.Write(writer => lost = GeminiEmbeddingWriter.Write(writer, input, "m"));
        Assert.Empty(lost.Names);

        var (read, error) = GeminiEmbeddingReader.Read(body);
        Assert.Null(error);
        return (EmbeddingInput)read!;
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Answers_are_read_as_they_were_written(bool single)
    {
        var output = new EmbeddingOutput([[0.5f, -1e-7f]]) { Usage = new TokenUsage { Input = 4 } };

        Assert.Equal(Shape.Of(output), Shape.Of(GeminiEmbeddingReader.ReadAnswer(Wire.Write(writer => GeminiEmbeddingWriter.WriteAnswer(writer, output, single)))));
    }

    [Fact]
    public void Recorded_exchanges_are_read()
    {
        var outputs = SharedData.Exchanges().Where(e => e.Endpoint == "batchEmbedContents").Select(e =>
        {
            var input = (EmbeddingInput)GeminiEmbeddingReader.Read(Wire.Bytes(e.Request)).Input!;
            Assert.Equal((768, "Some text goes here"), (input.Dimensions, ((EmbeddingText)input.Items.Single()).Text));
            return GeminiEmbeddingReader.ReadAnswer(Wire.Bytes(e.Response))!;
        }).ToList();

        Assert.Equal(2, outputs.Count);
        Assert.All(outputs, output => Assert.Equal(768, output.Vectors.Single().Length));
        Assert.Equal([4, null], outputs.Select(output => output.Usage?.Input));
    }

    [Fact]
    public void Requests_that_ask_for_different_things_are_refused()
    {
        var (_, error) = GeminiEmbeddingReader.Read(Wire.Bytes("""
            {"requests":[{"content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING"},{"content":{"parts":[{"inlineData":{}}]},"outputDimensionality":3}]}
            """));

        Assert.Equal(["requests.1.content.parts.0.text", "requests.1.taskType", "requests.1.outputDimensionality"], error!.Mistakes.Select(mistake => mistake.Path));
    }

    [Fact]
    public void Token_ids_are_refused()
    {
        Losses lost = null!;
        Wire.Text(writer => lost = VertexEmbeddings.Write(writer, new EmbeddingInput([new EmbeddingTokens([1])])));

        Assert.Equal("input[0]", lost.Refused?.Param);
    }

    [Fact]
    public void Vertex_takes_instances_and_gives_predictions()
    {
        var input = new EmbeddingInput([new EmbeddingText("a"), new EmbeddingText("b")]) { InputType = "search_query", Dimensions = 2, User = "u" };
        Losses lost = null!;

        Assert.Equal(
            """{"instances":[{"content":"a","task_type":"RETRIEVAL_QUERY"},{"content":"b","task_type":"RETRIEVAL_QUERY"}],"parameters":{"outputDimensionality":2}}""",
            Wire.Text(writer => lost = VertexEmbeddings.Write(writer, input)));
        Assert.Equal(["user"], lost.Names);

        var output = VertexEmbeddings.Read(Wire.Bytes("""
            {"predictions":[{"embeddings":{"values":[1,2],"statistics":{"token_count":3,"truncated":false}}},{"embeddings":{"values":[3,4],"statistics":{"token_count":4}}}]}
            """))!;
        Assert.Equal([1, 2, 3, 4], output.Vectors.SelectMany(vector => vector));
        Assert.Equal(7, output.Usage?.Input);
    }

    [Fact]
    public void What_Vertex_is_told_is_read_again() => Property.Holds(GeminiGenerators.Embedding, input =>
    {
        Losses lost = null!;
        var body = Wire.Write(writer => lost = VertexEmbeddings.Write(writer, input));
        Assert.Empty(lost.Names);

        var (read, error) = VertexEmbeddings.ReadRequest(body);
        Assert.Null(error);
        return (EmbeddingInput)read!;
    });

    [Fact]
    public void Vertex_answers_are_read_as_they_were_written()
    {
        var output = new EmbeddingOutput([[0.5f, -1e-7f], [3f]]) { Usage = new TokenUsage { Input = 4 } };

        Assert.Equal(Shape.Of(output), Shape.Of(VertexEmbeddings.Read(Wire.Write(writer => VertexEmbeddings.WriteAnswer(writer, output)))));
    }

    [Fact]
    public void Wrong_instances_are_named_all_at_once()
    {
        var (_, error) = VertexEmbeddings.ReadRequest(Wire.Bytes("""{"instances":[{"content":"a","task_type":"CLUSTERING"},{"task_type":"CLASSIFICATION"}],"parameters":{"outputDimensionality":"x"}}"""));
        Assert.Equal(["instances.1.content", "instances.1.task_type", "parameters.outputDimensionality"], error!.Mistakes.Select(mistake => mistake.Path));

        (_, error) = VertexEmbeddings.ReadRequest(Wire.Bytes("{}"));
        Assert.Equal(["instances"], error!.Mistakes.Select(mistake => mistake.Path));
    }

    [Theory]
    [InlineData("""{"model":"models/pub","content":{"model":"x"}}""", """{"model":"models/up","content":{"model":"x"}}""")]
    [InlineData("""{"requests":[{"model":"models/pub","content":{"parts":[]}},{"content":{},"model":"models/pub"}],"z":{"model":1}}""", """{"requests":[{"model":"models/up","content":{"parts":[]}},{"content":{},"model":"models/up"}],"z":{"model":1}}""")]
    [InlineData("""{"generateContentRequest":{"contents":[{"model":"x"}],"model":"models/pub"}}""", """{"generateContentRequest":{"contents":[{"model":"x"}],"model":"models/up"}}""")]
    [InlineData("""{"contents":[]}""", """{"contents":[]}""")]
    public void Only_the_models_name_is_replaced_on_the_way(string body, string sent)
    {
        var bytes = new PooledBytes();
        bytes.Free(body.Length);
        Encoding.UTF8.GetBytes(body).CopyTo(bytes.Free(body.Length));
        bytes.Advance(body.Length);
        var (request, _) = WireRequest.Scan("gemini", bytes, new GovernedMembers(["model"], []), GeminiEmbeddingReader.Read);
        using var wire = (WireRequest)request!;

        Assert.Equal(sent, string.Concat(GeminiForwarding.Pieces(CappedCall.Of(wire, capability: Capability.Embeddings), wire, "up", deep: true).Select(piece => Encoding.UTF8.GetString(piece.Span))));
    }
}
