using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Penstock.Dialects;
using Penstock.Dialects.Cohere;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.OpenAi;
using Xunit;

namespace Penstock.Tests.Dialects.Cohere;

public sealed class CohereEmbedTests
{
    [Fact]
    public void A_request_that_is_written_is_read_again() => Property.Holds(
        from texts in Gen.NonEmptyListOf(Generators.Text)
        from dimensions in Generators.Maybe(Gen.Choose(1, 4096))
        from type in Gen.Elements("search_query", "clustering")
        select new EmbeddingInput([.. texts.Select(text => new EmbeddingText(text))]) { Dimensions = dimensions, InputType = type, Encoding = EmbeddingEncoding.Float },
        input =>
        {
            var (read, error) = EmbedRequestCodec.Read(Wire.Write(writer => Assert.Empty(EmbedRequestCodec.Write(writer, input, "m").Names)));
            Assert.Null(error);
            return read!;
        });

    [Fact]
    public void The_recorded_exchange_comes_out_as_it_went_in()
    {
        var exchange = SharedData.Exchanges().Single(e => e.Endpoint == "v2/embed");
        var (input, error) = EmbedRequestCodec.Read(Wire.Bytes(exchange.Request));
        Assert.Null(error);
        var asked = JsonNode.Parse(exchange.Request)!;
        asked["embedding_types"] = new JsonArray("float");
        Wire.AssertSame(asked, JsonNode.Parse(Wire.Text(writer => EmbedRequestCodec.Write(writer, input!, (string)asked["model"]!))), "request");

        var output = EmbedAnswerCodec.Read(Wire.Bytes(exchange.Response))!;
        var expected = JsonNode.Parse(exchange.Response)!;
        Assert.Equal(expected["embeddings"]!["float"]!.AsArray().Count, output.Vectors.Count);
        Assert.Equal((float)expected["embeddings"]!["float"]![5]![383]!, output.Vectors[5][383]);
        Assert.Equal((long)expected["meta"]!["billed_units"]!["input_tokens"]!, output.Usage!.Value.Input);
        var written = JsonNode.Parse(Wire.Text(writer => EmbedAnswerCodec.Write(writer, output, input, "id")))!;
        Assert.Equal(Shape.Of(output.Vectors), Shape.Of(EmbedAnswerCodec.Read(Wire.Bytes(written.ToJsonString()))!.Vectors));
        Wire.AssertSame(expected["meta"]!["billed_units"], written["meta"]!["billed_units"], "meta");
    }

    [Theory]
    [InlineData("""["base64"]""", false, true)]
    [InlineData("""["float","base64"]""", true, true)]
    [InlineData("""["float"]""", true, false)]
    public void Vectors_come_in_the_forms_that_were_asked_for(string types, bool numbers, bool text)
    {
        var (input, _) = EmbedRequestCodec.Read(Wire.Bytes($$"""{"model":"m","texts":["x"],"embedding_types":{{types}}}"""));
        var written = JsonNode.Parse(Wire.Text(writer => EmbedAnswerCodec.Write(writer, new EmbeddingOutput([[1, -2.5f]]), input, "id")))!;

        Assert.Equal((numbers, text), (written["embeddings"]!["float"] is not null, written["embeddings"]!["base64"] is not null));
        Assert.Equal([1, -2.5f], EmbedAnswerCodec.Read(Wire.Bytes(written.ToJsonString()))!.Vectors[0]);
    }

    [Theory]
    [InlineData("""{"images":["data:image/png;base64,AA=="]}""", "images")]
    [InlineData("""{"inputs":[{"content":[{"type":"image_url"}]}]}""", "inputs[0].content[0].type")]
    [InlineData("""{"texts":["x"],"embedding_types":["int8"]}""", "embedding_types[0]")]
    public void What_only_cohere_has_is_refused(string body, string param)
    {
        var (_, error) = EmbedRequestCodec.Read(Wire.Bytes(body));

        Assert.Equal((Unsupported.FeatureCode, param), (error!.Code, error.Param));
    }

    [Fact]
    public void A_document_is_what_is_embedded_unless_it_is_said()
    {
        Losses? lost = null;
        var body = Wire.Text(writer => lost = EmbedRequestCodec.Write(writer, new EmbeddingInput([new EmbeddingText("x"), new EmbeddingTokens([1])]), "m"));

        Assert.Contains("\"input_type\":\"search_document\"", body, StringComparison.Ordinal);
        Assert.Equal("input[1]", lost!.Refused!.Param);
    }
}
