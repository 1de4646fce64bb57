using Penstock.Domain.Models;
using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Onnx;

/// <summary>What a file's metadata say of its inputs, and what the operator says over them.</summary>
public sealed class OnnxInputRulesTests
{
    [Fact]
    public void Metadata_say_what_is_known_of_columns_and_the_operator_wins()
    {
        var description = Describe(
            """{"b":{"minimum":0,"maximum":10,"example":5,"description":"From the file"},"a":{"strict":true}}""",
            new OnnxModelOptions { Fields = ["a", "b"], Inputs = new Dictionary<string, ColumnRule> { ["b"] = new() { Constraints = new Constraints { Maximum = 7 } } } });

        var field = Assert.Single(description.Signature.Inputs);
        Assert.Equal([new ColumnRule { Strict = true }, new ColumnRule { Constraints = new Constraints { Maximum = 7 } }], field.ColumnRules);
    }

    [Fact]
    public void A_tensor_without_columns_takes_rules_by_its_name()
    {
        var field = Assert.Single(Describe("""{"x":{"minimum":0,"example":5,"description":"Counts"}}""", new OnnxModelOptions()).Signature.Inputs);

        Assert.Equal("Counts", field.Description);
        Assert.Equal([new ColumnRule { Constraints = new Constraints { Minimum = 0 }, Example = "5", Description = "Counts" }], field.ColumnRules);
    }

    [Theory]
    [InlineData("[]", "penstock.inputs")]
    [InlineData("""{"x":{"minimum":"low"}}""", "penstock.inputs")]
    [InlineData("""{"x":{"least":0}}""", "'least'")]
    [InlineData("""{"y":{}}""", "'y' is neither")]
    public void Metadata_that_cannot_be_used_are_refused(string json, string why) =>
        Assert.Contains(why, Assert.Throws<OnnxException>(() => Describe(json, new OnnxModelOptions())).Message);

    private static OnnxDescription Describe(string json, OnnxModelOptions options)
    {
        using var session = OnnxSession.Open(OnnxFiles.Runtime, OnnxModels.Model(
            [OnnxModels.Tensor("x", OnnxElementType.Float, "N", 2)], [OnnxModels.Tensor("y", OnnxElementType.Float, "N", 2)],
            [OnnxModels.Node("Identity", ["x"], ["y"])], metadata: [("penstock.inputs", json)]));
        return OnnxDescription.From(session, options);
    }
}
