using Penstock.Core.Tests.Pipeline;
using Penstock.Domain.Access;
using Xunit;

namespace Penstock.Core.Tests.Domain.Access;

public sealed class CallerTests
{
    [Theory]
    [InlineData(null, "anything", true)]
    [InlineData("", "anything", false)]
    [InlineData("gpt-4.1", "gpt-4.1", true)]
    [InlineData("gpt-4.1", "gpt-4.1-mini", false)]
    [InlineData("gpt-4.1", "GPT-4.1", false)]
    [InlineData("gpt-*", "gpt-", true)]
    [InlineData("gpt-*", "gpt-4.1", true)]
    [InlineData("gpt-*", "gpt", false)]
    [InlineData("gpt-*", "my-gpt-4.1", false)]
    [InlineData("*", "anything", true)]
    [InlineData("meta/* iris", "meta/llama:8b", true)]
    [InlineData("meta/* iris", "iris", true)]
    [InlineData("meta/* iris", "iris2", false)]
    [InlineData("a*b", "a*b", true)]
    [InlineData("a*b", "axb", false)]
    public void May_call_what_its_key_allows(string? allowed, string model, bool may)
    {
        var key = Given.Key() with { AllowedModels = allowed?.Split(' ', StringSplitOptions.RemoveEmptyEntries) };

        Assert.Equal(may, new Caller(key).MayCall(model));
    }

    [Fact]
    public void May_call_everything_as_the_admin() =>
        Assert.True(new Caller(Given.Key() with { AllowedModels = [], IsAdmin = true }).MayCall("anything"));
}
