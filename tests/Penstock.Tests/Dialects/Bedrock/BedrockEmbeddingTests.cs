using System.Text.Json.Nodes;
using Penstock.Dialects;
using Penstock.Dialects.Bedrock;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.Bedrock;

public sealed class BedrockEmbeddingTests
{
    private static readonly EmbeddingInput Two = new([new EmbeddingText("a"), new EmbeddingText("b")]);

    [Fact]
    public void Titan_takes_one_text_and_its_newer_version_dimensions()
    {
        var one = new EmbeddingInput([new EmbeddingText("a")]) { Dimensions = 256 };

        Assert.Equal("""{"inputText":"a","dimensions":256}""", Write(one, "amazon.titan-embed-text-v2:0").Body);
        Assert.NotNull(Write(one, "amazon.titan-embed-text-v1").Lost!.Refused);
        Assert.NotNull(Write(Two, "amazon.titan-embed-text-v2:0").Lost!.Refused);
    }

    [Fact]
    public void Cohere_takes_several_and_is_told_what_for()
    {
        Assert.Equal("""{"texts":["a","b"],"input_type":"search_document"}""", Write(Two, "cohere.embed-english-v3").Body);
        Assert.Equal("search_query", (string?)JsonNode.Parse(Write(Two with { InputType = "search_query" }, "eu.cohere.embed-multilingual-v3").Body)!["input_type"]);
        Assert.NotNull(Write(new EmbeddingInput([new EmbeddingTokens([1])]), "cohere.embed-english-v3").Lost!.Refused);
    }

    [Fact]
    public void Other_models_have_no_vectors() => Assert.Null(Write(Two, "anthropic.claude-3-haiku-20240307-v1:0").Lost);

    [Theory]
    [InlineData("""{"embedding":[1,2.5],"inputTextTokenCount":3}""", "1,2.5")]
    [InlineData("""{"embeddings":[[1],[2]],"response_type":"embeddings_floats"}""", "1;2")]
    [InlineData("""{"embeddings":{"float":[[1],[2]]}}""", "1;2")]
    [InlineData("""{"embeddings":{"int8":[[1]]}}""", null)]
    [InlineData("""{"embedding":["x"]}""", null)]
    [InlineData("[]", null)]
    public void Answers_of_both_families_are_read(string body, string? expected)
    {
        var output = EmbeddingReader.Read(Wire.Bytes(body)) as EmbeddingOutput;

        Assert.Equal(expected, output is null ? null : string.Join(';', output.Vectors.Select(vector => string.Join(',', vector))));
    }

    private static (string Body, Losses? Lost) Write(EmbeddingInput input, string model)
    {
        Losses? lost = null;
        var text = Wire.Text(writer => lost = EmbeddingWriter.Write(writer, input, model));
        return (text, lost);
    }
}
