using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Gateways.Engines.Functions;
using Penstock.Tests.Onnx;
using Xunit;

namespace Penstock.Tests.Dialects.Predict;

/// <summary>JSONTestSuite and the big list of naughty strings (../shared/data/robustness): an input or an error, never an exception.</summary>
public sealed class HostileInputTests
{
    private static readonly Signature[] All =
    [
        Signatures.Iris, Signatures.Pair, Signatures.Passenger, Signatures.Single(DataType.Bytes, new Dimension(null)), Signatures.Single(DataType.Bool),
        new([new Field { Name = "a", Type = DataType.Fp64, AnyRank = true }], []),
        FunctionSignature.From((string a, double b, Dictionary<string, List<int>> c, JsonElement? d) => 0),
    ];

    [Fact]
    public void Survives_the_json_test_suite()
    {
        foreach (var (name, body) in Suite())
        {
            foreach (var signature in All)
            {
                var (input, error) = PredictReader.Read(body, signature);

                Assert.True(input is null != error is null, name);
                Assert.False(name.StartsWith('n') && error?.Kind != ErrorKind.InvalidRequest, $"{name} is no JSON and was not called so");
                Assert.False(name.StartsWith('y') && error is { Kind: ErrorKind.InvalidRequest }, $"{name} is JSON and was called none: {error?.Message}");
            }
        }
    }

    [Fact]
    public void Survives_naughty_strings_as_names_and_values()
    {
        foreach (var naughty in JsonNode.Parse(File.ReadAllText(OnnxFiles.Shared("..", "robustness", "blns.json")))!.AsArray().Select(node => (string)node!))
        {
            byte[][] bodies =
            [
                JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { [naughty] = naughty }),
                JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["a"] = naughty, ["b"] = naughty, ["c"] = new Dictionary<string, object> { [naughty] = naughty } }),
                JsonSerializer.SerializeToUtf8Bytes(new[] { naughty }),
            ];
            foreach (var signature in All)
            {
                Assert.All(bodies, body => Assert.True(PredictReader.Read(body, signature) is (null, not null) or (not null, null)));
            }
        }
    }

    private static IEnumerable<(string Name, byte[] Body)> Suite()
    {
        using var suite = JsonDocument.Parse(File.ReadAllBytes(OnnxFiles.Shared("..", "robustness", "jsontestsuite.json")));
        foreach (var item in suite.RootElement.EnumerateArray())
        {
            yield return (item.GetProperty("name").GetString()!, item.GetProperty("inputBase64").GetBytesFromBase64());
        }
    }
}
