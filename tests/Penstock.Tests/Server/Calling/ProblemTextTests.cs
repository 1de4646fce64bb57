using System.Text;
using Penstock.Server.Calling;
using Xunit;

namespace Penstock.Tests.Server.Calling;

public class ProblemTextTests
{
    [Fact]
    public void The_mistakes_of_FastAPIs_form_are_listed_too() => Assert.Equal(
        "422: the input has 2 mistakes.\n  body.item.0: Field required (missing)\n  body.n: Input should be less than 5 (less_than; received 7)",
        ProblemText.Of(422, """{"detail":[{"loc":["body","item",0],"msg":"Field required","type":"missing"},{"loc":["body","n"],"msg":"Input should be less than 5","type":"less_than","input":7}]}"""u8));

    [Theory]
    [InlineData("", "502, and no more is said.")]
    [InlineData("Bad\u001b[31m Gateway", "502: Bad [31m Gateway")]
    public void What_is_no_problem_document_is_shown_as_it_is(string body, string expected) =>
        Assert.Equal(expected, ProblemText.Of(502, Encoding.UTF8.GetBytes(body)));
}
