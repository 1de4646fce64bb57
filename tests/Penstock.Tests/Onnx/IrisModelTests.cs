using System.Globalization;
using System.Runtime.InteropServices;
using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Onnx;

public sealed class IrisModelTests
{
    private static readonly string[] Classes = ["setosa", "versicolor", "virginica"];

    [Fact]
    public void Answers_equal_a_reference_computation_on_all_150_rows()
    {
        var flowers = ReadFlowers();
        var (weights, bias) = ReadWeights();
        using var session = OnnxSession.Open(OnnxFiles.Runtime, OnnxFiles.Iris);
        using var rows = OnnxValue.Create<float>(OnnxFiles.Runtime, flowers.SelectMany(flower => flower.Measures).ToArray(), [150, 4]);
        using var outputs = session.Infer([new("input", rows)]);
        var labels = outputs["label"].Data<long>().ToArray();
        var probabilities = outputs["probabilities"].Data<float>().ToArray();
        for (var r = 0; r < 150; r++)
        {
            var scores = Enumerable.Range(0, 3)
                .Select(c => bias[c] + Enumerable.Range(0, 4).Sum(f => (double)flowers[r].Measures[f] * weights[f * 3 + c])).ToArray();
            var powers = scores.Select(score => Math.Exp(score - scores.Max())).ToArray();
            Assert.Equal(Array.IndexOf(scores, scores.Max()), labels[r]);
            for (var c = 0; c < 3; c++)
            {
                Assert.Equal(powers[c] / powers.Sum(), probabilities[r * 3 + c], 1e-5);
            }
        }
        Assert.InRange(flowers.Select((flower, r) => Classes[labels[r]] == flower.Species ? 1 : 0).Sum(), 143, 150);
    }

    [Fact]
    public void Says_its_fields_classes_and_accuracy()
    {
        using var session = OnnxSession.Open(OnnxFiles.Runtime, OnnxFiles.Iris);
        Assert.Equal("tensor(float)[N, 4]", Assert.Single(session.Signature.Inputs).Type.ToString());
        Assert.Equal(
            ["label tensor(int64)[N]", "probabilities tensor(float)[N, 3]"],
            session.Signature.Outputs.Select(port => $"{port.Name} {port.Type}"));
        var custom = session.Signature.Metadata.Custom;
        Assert.Equal("""["sepal_length","sepal_width","petal_length","petal_width"]""", custom["penstock.fields"]);
        Assert.Equal("""["setosa","versicolor","virginica"]""", custom["penstock.classes"]);
        Assert.InRange(double.Parse(custom["penstock.accuracy"], CultureInfo.InvariantCulture), 0.95, 1);
        Assert.Contains(custom["penstock.accuracy"], custom["penstock.description"], StringComparison.Ordinal);
    }

    private static (float[] Measures, string Species)[] ReadFlowers() =>
        [.. File.ReadLines(Path.Combine(Repository.Root, "samples", "train-iris", "iris.csv")).Skip(1)
            .Select(line => line.Split(',')).Select(cells =>
            (cells[..4].Select(cell => float.Parse(cell, CultureInfo.InvariantCulture)).ToArray(), cells[4]))];

    private static (float[] Weights, float[] Bias) ReadWeights()
    {
        var graph = ProtoMessage.Read(File.ReadAllBytes(OnnxFiles.Iris), 7).Single();
        var tensors = ProtoMessage.Read(graph, 5).Select(tensor =>
            MemoryMarshal.Cast<byte, float>(ProtoMessage.Read(tensor, 9).Single()).ToArray());
        return tensors.ToArray() is [{ Length: 12 } weights, { Length: 3 } bias] ? (weights, bias) : throw new InvalidOperationException();
    }
}
