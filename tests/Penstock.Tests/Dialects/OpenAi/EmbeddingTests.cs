using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class EmbeddingTests
{
    private static readonly Gen<EmbeddingItem> Item = Gen.OneOf(
        Generators.Text.Select(text => (EmbeddingItem)new EmbeddingText(text)),
        Gen.Choose(0, 200_000).NonEmptyListOf().Select(tokens => (EmbeddingItem)new EmbeddingTokens([.. tokens])));

    private static readonly Gen<EmbeddingInput> Input =
        from items in Item.ListOf()
        from dimensions in Generators.Maybe(Gen.Choose(1, 4096))
        from encoding in Gen.Elements<EmbeddingEncoding?>(null, EmbeddingEncoding.Float, EmbeddingEncoding.Base64)
        from user in Generators.Optional(Generators.Text)
        from unknown in Generators.Unknown
        select new EmbeddingInput([.. items]) { Dimensions = dimensions, Encoding = encoding, User = user, Extensions = unknown };

    private static readonly Gen<EmbeddingOutput> Output =
        from vectors in ArbMap.Default.GeneratorFor<int>().Select(bits => BitConverter.Int32BitsToSingle(bits * 7919)).ArrayOf().ListOf()
        from model in Generators.Text
        from tokens in Gen.Choose(0, 1000)
        from unknown in Generators.Unknown
        select new EmbeddingOutput([.. vectors]) { Model = model, Usage = new TokenUsage { Input = tokens }, Extensions = unknown };

    [Fact]
    public void A_request_that_is_written_is_read_again() => Property.Holds(Input, input =>
    {
        var (read, error) = EmbeddingRequestReader.Read(Wire.Write(writer => Assert.Empty(EmbeddingRequestWriter.Write(writer, input, "m").Names)));

        Assert.Null(error);
        return read!;
    });

    [Fact]
    public void An_answer_in_base64_is_read_again_bit_by_bit() => Property.Holds(Output, output => There(output, EmbeddingEncoding.Base64));

    [Fact]
    public void An_answer_in_numbers_is_read_again_where_it_has_numbers() => Property.Holds(Output, output =>
    {
        var finite = output with { Vectors = [.. output.Vectors.Select(vector => vector.Where(float.IsFinite).ToArray())] };

        Assert.Equal(Shape.Of(finite), Shape.Of(There(finite, EmbeddingEncoding.Float)));
    });

    [Fact]
    public void Recorded_exchanges_are_read_whole()
    {
        var count = 0;
        foreach (var exchange in SharedData.Exchanges().Where(e => e.Endpoint == "v1/embeddings"))
        {
            var (input, error) = EmbeddingRequestReader.Read(Encoding.UTF8.GetBytes(exchange.Request));
            Assert.True(error is null, $"{exchange.Id}: {error?.Message}");
            var expected = JsonNode.Parse(exchange.Request)!.AsObject();
            if (expected["input"] is JsonArray { Count: 1 } single)
            {
                expected["input"] = single[0]!.DeepClone();
            }

            var written = JsonNode.Parse(Wire.Text(writer => EmbeddingRequestWriter.Write(writer, input!, (string)expected["model"]!)));
            Wire.AssertSame(expected, written, exchange.Id);
            if (exchange.Status != 200)
            {
                Assert.Null(EmbeddingAnswerReader.Read(Encoding.UTF8.GetBytes(exchange.Response)));
                continue;
            }

            var output = EmbeddingAnswerReader.Read(Encoding.UTF8.GetBytes(exchange.Response))!;
            var body = JsonNode.Parse(exchange.Response)!;
            Assert.Equal(body["data"]!.AsArray().Count, output.Vectors.Count);
            foreach (var (one, vector) in body["data"]!.AsArray().Zip(output.Vectors))
            {
                Assert.Equal(one!["embedding"] is JsonArray numbers ? Numbers(numbers) : Numbers((string)one["embedding"]!), vector);
            }

            Assert.Equal((long)body["usage"]!["total_tokens"]!, output.Usage!.Value.Total);
            count++;
        }

        Assert.True(count >= 4, $"only {count} exchanges");
    }

    [Theory]
    [InlineData("{}", "input")]
    [InlineData("""{"input":7}""", "input")]
    [InlineData("""{"input":["a",7]}""", "input[1]")]
    [InlineData("""{"input":[1,"a"]}""", "input[1]")]
    [InlineData("""{"input":[[1,1.5]]}""", "input[0][1]")]
    [InlineData("""{"input":"a","dimensions":0}""", "dimensions")]
    [InlineData("""{"input":"a","encoding_format":"hex"}""", "encoding_format")]
    public void A_wrong_request_is_refused_by_name(string body, string param)
    {
        var (input, error) = EmbeddingRequestReader.Read(Wire.Bytes(body));

        Assert.Null(input);
        Assert.Equal((ErrorKind.InvalidRequest, param), (error!.Kind, error.Param));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"data":[{"embedding":"AAA="}]}""")]
    [InlineData("""{"data":[{"embedding":"no base64!"}]}""")]
    [InlineData("""{"data":[{"embedding":[1,"2"]}]}""")]
    [InlineData("""{"data":[{}]}""")]
    public void An_answer_that_cannot_be_read_is_none(string body) => Assert.Null(EmbeddingAnswerReader.Read(Wire.Bytes(body)));

    [Fact]
    public void Vectors_are_put_into_the_order_of_the_input() =>
        Assert.Equal([[1f], [2f]], EmbeddingAnswerReader.Read(Wire.Bytes("""{"data":[{"index":1,"embedding":[2]},{"index":0,"embedding":[1]}]}"""))!.Vectors);

    [Fact]
    public void What_is_no_number_is_null() =>
        Assert.Contains("[1,null,null]", Wire.Text(writer => EmbeddingAnswerWriter.Write(
            writer, new EmbeddingOutput([[1, float.NaN, float.PositiveInfinity]]), "m", EmbeddingEncoding.Float)));

    private static EmbeddingOutput There(EmbeddingOutput output, EmbeddingEncoding encoding) =>
        EmbeddingAnswerReader.Read(Wire.Write(writer => Assert.Empty(EmbeddingAnswerWriter.Write(writer, output, output.Model!, encoding).Names)))!;

    private static float[] Numbers(JsonArray numbers) => [.. numbers.Select(number => float.Parse(number!.ToJsonString()))];

    private static float[] Numbers(string base64)
    {
        var bytes = Convert.FromBase64String(base64);
        return [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToSingle(bytes, i * 4))];
    }
}
