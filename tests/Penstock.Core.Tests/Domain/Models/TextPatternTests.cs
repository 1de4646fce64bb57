using Penstock.Domain.Models;
using Xunit;

namespace Penstock.Core.Tests.Domain.Models;

public sealed class TextPatternTests
{
    [Theory]
    [InlineData("b", false, "abc", true)]
    [InlineData("b", true, "abc", false)]
    [InlineData("a|b", true, "b", true)]
    [InlineData("a", true, "a\n", false)]
    public void Matches_a_part_or_the_whole(string pattern, bool whole, string text, bool matches) => Assert.Equal(matches, new TextPattern(pattern, whole).Matches(text));

    [Theory]
    [InlineData("a|b", true, "^(?:a|b)$")]
    [InlineData("^a$", true, "^a$")]
    [InlineData("a", false, "a")]
    public void Shows_itself_as_json_schema_has_it(string pattern, bool whole, string source) => Assert.Equal(source, new TextPattern(pattern, whole).Source);

    [Theory]
    [InlineData("^(a+)+$")]
    [InlineData(@"^(a+)+\1$")]
    public void Ends_on_texts_made_to_take_forever(string pattern) => Assert.False(new TextPattern(pattern).Matches(new string('a', 40) + "!"));

    [Fact]
    public void Refuses_what_is_no_pattern() => Assert.ThrowsAny<ArgumentException>(() => new TextPattern("("));
}
