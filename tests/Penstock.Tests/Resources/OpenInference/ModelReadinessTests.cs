using Penstock.Domain.Models;
using Penstock.Resources.OpenInference;
using Xunit;

namespace Penstock.Tests.Resources.OpenInference;

public sealed class ModelReadinessTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(true, "a 1 Ready")]
    [InlineData(true, "a 2 Unavailable it is broken", "a 1 Ready")]
    [InlineData(true, "a 1 Ready", "b 1 Unavailable")]
    [InlineData(true, "a 1 Ready", "b 1 Unavailable unloaded")]
    [InlineData(false, "a 1 Ready", "b 1 Unavailable it is broken")]
    [InlineData(false, "a 1 Ready", "b 1 Loading")]
    [InlineData(false, "a 1 Unloading")]
    [InlineData(false, "a 1 Unknown")]
    public void All_are_ready_when_each_serves_in_some_version_or_was_unloaded_on_purpose(bool ready, params string[] states) =>
        Assert.Equal(ready, ModelReadiness.All([.. states.Select(State)]));

    [Theory]
    [InlineData("a", null, null)]
    [InlineData("a", "1", null)]
    [InlineData("a", "2", "it is broken")]
    [InlineData("b", null, "loading")]
    [InlineData("c", null, null)]
    [InlineData("a", "3", null)]
    public void A_model_that_is_not_ready_says_why(string name, string? version, string? reason) =>
        Assert.Equal(reason, ModelReadiness.Of([State("a 2 Unavailable it is broken"), State("a 1 Ready"), State("b 1 Loading")], name, version));

    private static ModelState State(string text)
    {
        var words = text.Split(' ', 4);
        return new ModelState(words[0], words[1], Enum.Parse<ModelCondition>(words[2]), words.Length > 3 ? words[3] : "");
    }
}
