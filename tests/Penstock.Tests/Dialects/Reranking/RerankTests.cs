using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Penstock.Dialects.Cohere;
using Penstock.Dialects.Reranking;
using Penstock.Domain.Calls;
using Penstock.Tests.Dialects.OpenAi;
using Xunit;

namespace Penstock.Tests.Dialects.Reranking;

public sealed class RerankTests
{
    [Theory]
    [InlineData(RerankForm.Jina)]
    [InlineData(RerankForm.Voyage)]
    [InlineData(CohereDialect.Name)]
    public void A_request_that_is_written_is_read_again(string form) => Property.Holds(
        from query in Generators.Text
        from documents in Generators.Text.ListOf()
        from top in Generators.Maybe(Gen.Choose(1, 10))
        from back in Gen.Elements<bool?>(null, true, false)
        select new RerankInput(query, [.. documents]) { Top = top, ReturnDocuments = form == CohereDialect.Name ? null : back },
        input =>
        {
            var body = Wire.Write(writer => Assert.Empty(RerankRequestCodec.Write(writer, input, "m", form).Names));
            Assert.Equal(form == RerankForm.Voyage && input.Top is not null ? RerankForm.Voyage : RerankForm.Jina, RerankForm.Of(body.Span));
            var (read, error) = RerankRequestCodec.Read(body, form);
            Assert.Null(error);
            return read!;
        });

    [Theory]
    [InlineData(RerankForm.Jina)]
    [InlineData(RerankForm.Voyage)]
    public void An_answer_that_is_written_is_read_again(string form) => Property.Holds(
        from items in (from index in Gen.Choose(0, 9) from score in Gen.Choose(0, 1000) from text in Generators.Optional(Generators.Text) select new RerankResult(index, score / 1000.0, text)).ListOf()
        from total in Gen.Choose(0, 1000)
        select new RerankOutput([.. items]) { Id = "i", Model = "m", Usage = new TokenUsage { Input = total } },
        output => RerankAnswerCodec.Read(Wire.Write(writer => Assert.Empty(RerankAnswerCodec.Write(writer, output, null, "m", form).Names)), form)!);

    [Fact]
    public void Recorded_answers_come_out_as_they_went_in()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e.Endpoint is "v1/rerank" or "v2/rerank"))
        {
            var cohere = exchange.Provider == "cohere";
            var (input, error) = RerankRequestCodec.Read(Wire.Bytes(exchange.Request), cohere ? "cohere" : "voyage");
            Assert.Null(error);
            var asked = JsonNode.Parse(exchange.Request)!;
            asked["model"] ??= "m";
            Wire.AssertSame(asked, JsonNode.Parse(Wire.Text(writer => RerankRequestCodec.Write(writer, input!, (string)asked["model"]!, cohere ? "cohere" : "voyage"))), exchange.Id);

            var output = RerankAnswerCodec.Read(Wire.Bytes(exchange.Response), cohere ? "cohere" : "voyage")!;
            var expected = JsonNode.Parse(exchange.Response)!;
            var written = JsonNode.Parse(Wire.Text(writer => _ = cohere
                ? RerankAnswerCodec.WriteCohere(writer, output, "call")
                : RerankAnswerCodec.Write(writer, output, input, (string)expected["model"]!, "voyage")))!;
            if (cohere)
            {
                expected["meta"]!["api_version"]!["version"] = "2";
            }
            else
            {
                expected["usage"]!["prompt_tokens"] = expected["usage"]!["total_tokens"]!.DeepClone();
            }

            Wire.AssertSame(expected, written, exchange.Id);
            count++;
        }

        Assert.Equal(3, count);
    }

    [Fact]
    public void The_texts_come_from_the_question_where_the_provider_does_not_repeat_them()
    {
        var asked = new RerankInput("q", ["a", "b"]) { ReturnDocuments = true };

        var written = Wire.Text(writer => RerankAnswerCodec.Write(writer, new RerankOutput([new RerankResult(1, 0.5)]), asked, "m", RerankForm.Jina));

        Assert.Contains("""
            "results":[{"index":1,"relevance_score":0.5,"document":{"text":"b"}}]
            """.Trim(), written, StringComparison.Ordinal);
    }

    [Fact]
    public void Tells_every_mistake_at_once()
    {
        var (_, error) = RerankRequestCodec.Read(Wire.Bytes("""{"documents":[1,"x"],"top_n":0,"return_documents":"yes"}"""), RerankForm.Jina);

        Assert.Equal(["documents.0", "query", "return_documents", "top_n"], error!.Mistakes.Select(mistake => mistake.Path).Order(StringComparer.Ordinal));
    }
}
