using System.Text;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Xunit;

namespace Penstock.Tests.Dialects.OpenAi;

public sealed class OpenAiTapTests
{
    [Theory]
    [InlineData("""{"model":"up"}""", "\"up\"")]
    [InlineData(""" { "id":1, "m\u006fdel" : "u\u0070" , "x":{"model":"inner"}} """, "\"u\\u0070\"")]
    [InlineData("""{"model":null}""", "")]
    [InlineData("""{"model":{"model":"x"}}""", "")]
    [InlineData("""{"choices":[{"model":"inner"}]}""", "")]
    public void Finds_the_model_s_value(string json, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(json);

        Assert.True(OpenAiTap.TryRead(bytes, out var tap));
        Assert.Equal(value, Encoding.UTF8.GetString(bytes[tap.ModelValue]));
    }

    [Theory]
    [InlineData("""{"usage":{"prompt_tokens":3,"completion_tokens":4}}""")]
    [InlineData("""{"usage":null,"x_groq":{"id":"req","usage":{"prompt_tokens":3,"completion_tokens":4},"seed":1}}""")]
    [InlineData("""{"x_groq":{"usage":{"prompt_tokens":3,"completion_tokens":4}},"usage":null,"model":"x"}""")]
    [InlineData("""{"usage":{"prompt_tokens":3,"completion_tokens":4},"x_groq":{"id":"req"}}""")]
    public void Reads_usage_where_a_provider_puts_it(string json) =>
        Assert.Equal(new TokenUsage { Input = 3, Output = 4 }, Read(json).Usage);

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"usage":null}""")]
    [InlineData("""{"usage":7}""")]
    [InlineData("""{"usage":[]}""")]
    [InlineData("""{"x_groq":null}""")]
    [InlineData("""{"x_groq":[{"usage":{"prompt_tokens":3}}]}""")]
    [InlineData("""{"choices":[{"usage":{"prompt_tokens":3}}]}""")]
    public void Reads_no_usage_where_there_is_none(string json) => Assert.Null(Read(json).Usage);

    [Theory]
    [InlineData("""{"choices":[]}""", true)]
    [InlineData("""{"choices":[ ]}""", true)]
    [InlineData("""{"choices":[{}]}""", false)]
    [InlineData("""{"choices":null}""", false)]
    [InlineData("""{}""", false)]
    public void Sees_that_there_are_no_choices(string json, bool none) => Assert.Equal(none, Read(json).NoChoices);

    [Theory]
    [InlineData("""{"error":{"message":"no"}}""", true)]
    [InlineData("""{"error":"no"}""", true)]
    [InlineData("""{"error":null,"choices":[]}""", false)]
    [InlineData("""{"choices":[{"error":{"message":"no"}}]}""", false)]
    public void Sees_an_error(string json, bool error) => Assert.Equal(error, Read(json).IsError);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("<html>")]
    [InlineData("{\"a\":1")]
    [InlineData("{} {}")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("""{"x_groq":{"us\udc00e":1}}""")]
    [InlineData("""{"usage":{"prompt_token\ud800":1}}""")]
    public void Does_not_read_what_is_no_json_object(string json) => Assert.False(OpenAiTap.TryRead(Encoding.UTF8.GetBytes(json), out _));

    private static OpenAiTap Read(string json)
    {
        Assert.True(OpenAiTap.TryRead(Encoding.UTF8.GetBytes(json), out var tap));
        return tap;
    }
}
