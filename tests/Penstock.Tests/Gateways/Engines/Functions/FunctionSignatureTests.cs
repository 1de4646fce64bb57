using System.ComponentModel;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;
using Xunit;

namespace Penstock.Tests.Gateways.Engines.Functions;

public sealed class FunctionSignatureTests
{
    [Fact]
    public void Names_the_parameters_as_they_are_written()
    {
        var signature = FunctionSignature.From((string Who, [Description("how often")] int times = 2, float? weight = null, CancellationToken ct = default) => Who);

        Assert.Equal(
            [
                new Field { Name = "Who", Type = DataType.Bytes, ClrType = typeof(string) },
                new Field { Name = "times", Type = DataType.Int32, ClrType = typeof(int), Optional = true, Default = "2", Description = "how often" },
                new Field { Name = "weight", Type = DataType.Fp32, ClrType = typeof(float?), Optional = true, Nullable = true, Default = "null" },
            ],
            signature.Inputs.Select(field => field with { Json = null }));
        Assert.Equal([new Field { Name = "result", Type = DataType.Bytes, ClrType = typeof(string) }], signature.Outputs.Select(field => field with { Json = null }));
    }

    [Fact]
    public void Lets_a_reference_be_left_out_that_may_be_null()
    {
        var signature = FunctionSignature.From((string? who, List<int> list) => 0);

        Assert.True(signature.Inputs[0] is { Optional: true, Nullable: true, Type: DataType.Bytes });
        Assert.True(signature.Inputs[1] is { Optional: false, Nullable: false, Type: DataType.Json });
    }

    [Fact]
    public void Has_no_output_for_nothing()
    {
        Assert.Empty(FunctionSignature.From(() => { }).Outputs);
        Assert.Empty(FunctionSignature.From(() => Task.CompletedTask).Outputs);
        Assert.Equal(DataType.Fp64, Assert.Single(FunctionSignature.From(() => Task.FromResult(1.5)).Outputs).Type);
    }

    [Fact]
    public void Refuses_a_parameter_that_no_json_can_give() =>
        Assert.Contains("text", Assert.Throws<ArgumentException>(() => FunctionSignature.From((ReadOnlySpan<char> text) => text.Length)).Message);
}
