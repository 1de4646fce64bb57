using System.Text.Json.Nodes;
using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Onnx;

/// <summary>Models that others made, with the answers that others got from them (../shared/data/models).</summary>
public sealed class KnownModelTests
{
    private static readonly OnnxRuntime Runtime = OnnxFiles.Runtime;

    [Fact]
    public void The_boosted_iris_trees_answer_as_known()
    {
        using var session = Open("iris-lightgbm.onnx");
        foreach (var known in Known("iris"))
        {
            using var row = OnnxValue.Create<float>(Runtime, Floats(known["input"]!), [1, 4]);
            using var outputs = session.Infer([new("X", row)]);
            Assert.Equal((long)known["label"]!, outputs["label"].Data<long>()[0]);
            Close(Floats(known["probabilities"]!), outputs["probabilities"].Data<float>(), 1e-5f);
        }
    }

    [Theory]
    [InlineData("prompt-injection-tfidf-lr.onnx", "prompt_injection")]
    [InlineData("jailbreak-tfidf-lr.onnx", "jailbreak")]
    public void The_text_classifiers_answer_as_known(string file, string name)
    {
        var known = Known(name);
        using var session = Open(file);
        using var texts = OnnxValue.Create(Runtime, [.. known.Select(one => (string)one["text"]!)], [known.Length]);
        using var outputs = session.Infer([new("text", texts)]);
        Assert.Equal([known.Length, 1], outputs["probability"].Shape.ToArray());
        Close([.. known.Select(one => (float)one["probability"]!)], outputs["probability"].Data<float>(), 1e-5f);
    }

    [Fact]
    public void The_word_vectors_answer_as_known()
    {
        var known = JsonNode.Parse(File.ReadAllText(OnnxFiles.Shared("known-io.json")))!["embedding"]!;
        using var session = Open("wink-sg-100d-20k.onnx");
        using var texts = OnnxValue.Create(Runtime, [(string)known["text"]!], [1]);
        using var outputs = session.Infer([new("text", texts)]);
        var vector = outputs["embedding"].Data<float>();
        Assert.Equal(100, vector.Length);
        Close(Floats(known["first5"]!), vector[..5], 1e-5f);
    }

    [Theory]
    [InlineData("up.f32", 0)]
    [InlineData("down.f32", 1)]
    public void The_picture_classifier_tells_up_from_down(string picture, int side)
    {
        using var session = Open("ch_ppocr_mobile_v2.0_cls_infer.onnx");
        var bytes = File.ReadAllBytes(OnnxFiles.Shared(picture));
        using var value = OnnxValue.CreateRaw(Runtime, OnnxElementType.Float, bytes, [1, 3, 48, 192]);
        using var outputs = session.Infer([new("x", value)]);
        Assert.InRange(outputs[0].Data<float>()[side], 0.99f, 1f);
    }

    [Fact]
    public void Tritons_examples_add_and_subtract_in_three_element_types()
    {
        var a = Enumerable.Range(0, 16).ToArray();
        var b = Enumerable.Repeat(3, 16).ToArray();
        var (sum, difference) = (a.Select(x => x + 3), a.Select(x => x - 3));

        var ints = AddAndSubtract("simple.onnx", OnnxValue.Create<int>(Runtime, a, [1, 16]), OnnxValue.Create<int>(Runtime, b, [1, 16]));
        Assert.Equal((sum, difference), (ints[0].Data<int>().ToArray(), ints[1].Data<int>().ToArray()), Same);

        var bytes = AddAndSubtract("simple_int8.onnx", Small(a), Small(b));
        Assert.Equal((sum, difference), (Wide(bytes[0]), Wide(bytes[1])), Same);

        var texts = AddAndSubtract("simple_string.onnx", Text(a), Text(b));
        Assert.Equal((sum, difference), (texts[0].Strings().Select(int.Parse), texts[1].Strings().Select(int.Parse)), Same);

        static OnnxValue Small(int[] numbers) => OnnxValue.Create<sbyte>(Runtime, numbers.Select(x => (sbyte)x).ToArray(), [1, 16]);
        static OnnxValue Text(int[] numbers) => OnnxValue.Create(Runtime, [.. numbers.Select(x => $"{x}")], [1, 16]);
        static IEnumerable<int> Wide(OnnxValue value) => value.Data<sbyte>().ToArray().Select(x => (int)x);
        static bool Same((IEnumerable<int>, IEnumerable<int>) x, (IEnumerable<int>, IEnumerable<int>) y) =>
            x.Item1.SequenceEqual(y.Item1) && x.Item2.SequenceEqual(y.Item2);
    }

    [Fact]
    public void Tritons_identity_gives_texts_back()
    {
        using var session = Open("triton-simple", "identity.onnx");
        using var value = OnnxValue.Create(Runtime, ["a", "", "ü"], [1, 3]);
        using var outputs = session.Infer([new("INPUT0", value)]);
        Assert.Equal(["a", "", "ü"], outputs[0].Strings());
    }

    private static OnnxOutputs AddAndSubtract(string file, OnnxValue a, OnnxValue b)
    {
        using var session = Open("triton-simple", file);
        return session.Infer([new("INPUT0", a), new("INPUT1", b)], ["OUTPUT0", "OUTPUT1"]);
    }

    private static OnnxSession Open(params string[] path) => OnnxSession.Open(Runtime, OnnxFiles.Shared(path));

    private static JsonNode[] Known(string name) =>
        [.. JsonNode.Parse(File.ReadAllText(OnnxFiles.Shared("known-io.json")))![name]!.AsArray().Select(one => one!)];

    private static float[] Floats(JsonNode numbers) => [.. numbers.AsArray().Select(number => (float)number!)];

    private static void Close(float[] expected, ReadOnlySpan<float> actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], actual[i], tolerance);
        }
    }
}
