using Penstock.Dialects.Tokens;
using Penstock.Domain.Calls;
using Penstock.Domain.Conversations;
using Xunit;

namespace Penstock.Tests.Dialects.Tokens;

public sealed class TokenCounterTests
{
    [Theory]
    [InlineData("gpt-4o-2024-08-06", true)]
    [InlineData("openai/gpt-5-nano", true)]
    [InlineData("o3-mini", true)]
    [InlineData("gpt-4-turbo", false)]
    [InlineData("gpt-35-turbo", false)]
    [InlineData("text-embedding-3-small", false)]
    public void OpenAi_s_families_have_their_encoding(string model, bool newer) =>
        Assert.Same(newer ? BytePairEncoding.O200k : BytePairEncoding.Cl100k, TokenCounter.EncodingOf(model));

    [Theory]
    [InlineData("gpt-4o", "Hello, world! Größe 日本語", 7)]
    [InlineData("gpt-4", "Hello, world! Größe 日本語", 10)]
    [InlineData("llama3.1", "12345678é", 3)]
    [InlineData("llama3.1", "", 0)]
    public void A_text_is_counted_by_its_encoding_or_by_its_bytes(string model, string text, int tokens) => Assert.Equal(tokens, TokenCounter.Count(model, text));

    [Fact]
    public void A_conversation_counts_all_that_the_model_reads()
    {
        var input = new ChatInput
        {
            Messages =
            [
                Message.Of(Role.User, "12345678"),
                new Message(Role.Assistant, [new ReasoningPart("1234"), new ToolCallPart("c", "1234", "1234")]),
                new Message(Role.Tool, [new ToolResultPart("c", [new TextPart("1234")])]),
            ],
            Tools = [new FunctionTool("1234") { Description = "1234", Parameters = "{\"a\":1}" }],
        };

        Assert.Equal(3 + (3 * 3) + 2 + 3 + 1 + 4, TokenCounter.Count("llama3.1", input));
    }

    [Fact]
    public void A_long_piece_costs_no_more_than_its_length_lets_it()
    {
        // With a scan of all neighbours for each join this would not end within the test's life.
        var count = TokenCounter.Count("gpt-4o", new string('a', 400_000) + string.Concat(Enumerable.Repeat("ab", 200_000)));

        Assert.InRange(count, 1000, 800_000);
    }
}
