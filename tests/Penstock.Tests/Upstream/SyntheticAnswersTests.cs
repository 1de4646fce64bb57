using System.Text.Json;
using Penstock.Upstream;
using Xunit;

namespace Penstock.Tests.Upstream;

public sealed class SyntheticAnswersTests
{
    private readonly SyntheticAnswers _answers = new();

    [Theory]
    [InlineData("/v1/chat/completions", 300)]
    [InlineData("/v1/completions", 100_000)]
    public void A_unary_answer_is_json_of_exactly_the_size_asked_for(string path, int bytes)
    {
        var answer = _answers.Find($"synthetic:unary:{bytes}", path)!;
        Assert.Equal(bytes, answer.Body.Length);
        using var document = JsonDocument.Parse(answer.Body);
        Assert.True(document.RootElement.GetProperty("usage").GetProperty("total_tokens").GetInt32() > 8);
    }

    [Fact]
    public void A_stream_counts_its_events_then_says_stop_usage_and_done()
    {
        var answer = _answers.Find("synthetic:stream:3:250", "/v1/chat/completions")!;
        var ends = BodyEvents.Ends(answer);
        Assert.Equal([250, 500, 750], ends.Take(3));
        Assert.Equal(6, ends.Count);
        Assert.Equal("data: [DONE]\n\n"u8, answer.Body.Span[ends[4]..]);
        using var last = JsonDocument.Parse(answer.Body[(500 + 6)..750]);
        Assert.StartsWith("#2#", last.RootElement.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString(), StringComparison.Ordinal);
        using var usage = JsonDocument.Parse(answer.Body[(ends[3] + 6)..ends[4]]);
        Assert.Equal(3, usage.RootElement.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public void An_embedding_has_a_vector_of_about_the_size_asked_for()
    {
        var answer = _answers.Find("synthetic:unary:10000", "/v1/embeddings")!;
        Assert.InRange(answer.Body.Length, 9_500, 10_500);
        using var document = JsonDocument.Parse(answer.Body);
        Assert.True(document.RootElement.GetProperty("data")[0].GetProperty("embedding").GetArrayLength() > 500);
    }

    [Theory]
    [InlineData("synthetic:unary")]
    [InlineData("synthetic:stream:x:10")]
    [InlineData("gpt-4.1")]
    public void Another_name_is_not_a_synthetic_model(string name) => Assert.Null(_answers.Find(name, "/v1/chat/completions"));
}
