using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Penstock.Onnx;
using Penstock.Tests.Onnx;
using Xunit;

namespace Penstock.Tests.Resources.OpenInference;

/// <summary>Real models over the protocol, as JSON and as bytes.</summary>
public sealed class OnnxInferenceTests
{
    private static readonly (string Datatype, OnnxElementType Type, string Data, byte[] Bytes)[] All =
    [
        ("BOOL", OnnxElementType.Bool, "[true,false]", [1, 0]),
        ("UINT8", OnnxElementType.UInt8, "[0,255]", [0, 255]),
        ("UINT16", OnnxElementType.UInt16, "[1,65535]", Of<ushort>(1, 65535)),
        ("UINT32", OnnxElementType.UInt32, "[1,4294967295]", Of(1u, 4294967295)),
        ("UINT64", OnnxElementType.UInt64, "[9007199254740993,18446744073709551615]", Of<ulong>(9007199254740993, 18446744073709551615)),
        ("INT8", OnnxElementType.Int8, "[-128,127]", Of<sbyte>(-128, 127)),
        ("INT16", OnnxElementType.Int16, "[-32768,32767]", Of<short>(-32768, 32767)),
        ("INT32", OnnxElementType.Int32, "[-2147483648,2147483647]", Of(-2147483648, 2147483647)),
        ("INT64", OnnxElementType.Int64, "[-9223372036854775808,9007199254740993]", Of(-9223372036854775808, 9007199254740993)),
        ("FP16", OnnxElementType.Float16, "[0.1,\"NaN\"]", Of((Half)0.1, Half.NaN)),
        ("FP32", OnnxElementType.Float, "[0.1,\"-Infinity\"]", Of(0.1f, float.NegativeInfinity)),
        ("FP64", OnnxElementType.Double, "[0.1,\"Infinity\"]", Of(0.1, double.PositiveInfinity)),
        ("BF16", OnnxElementType.BFloat16, "[1.5,-2]", Of<ushort>(0x3FC0, 0xC000)),
        ("BYTES", OnnxElementType.String, "[\"\",\"h\u00e9\"]", [0, 0, 0, 0, 3, 0, 0, 0, .. "h\u00e9"u8]),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_datatype_comes_back_as_it_went_as_JSON_and_as_bytes()
    {
        var folder = Directory.CreateTempSubdirectory("penstock-identity-").FullName;
        var yaml = new StringBuilder("models:\n");
        foreach (var (datatype, type, _, _) in All)
        {
            var file = Path.Combine(folder, datatype + ".onnx");
            await File.WriteAllBytesAsync(file, OnnxModels.Identity(type, "N", 1), Ct);
            yaml.Append(CultureInfo.InvariantCulture, $"  {datatype}: {{ onnx: \"{file}\" }}\n");
        }

        await using var penstock = await PenstockServer.StartAsync(yaml.ToString());
        foreach (var (datatype, _, data, bytes) in All)
        {
            Assert.Equal((datatype, "[-1,1]"), await penstock.Client.GetReplyAsync("v2/models/" + datatype) is var said ? (said.At("inputs.0.datatype"), said.Json.GetProperty("inputs")[0].GetProperty("shape").GetRawText()) : default);

            var json = await penstock.Client.SendReplyAsync("POST", $"v2/models/{datatype}/infer", $$"""{"inputs":[{"name":"x","shape":[2,1],"datatype":"{{datatype}}","data":{{data}}}]}""");
            Assert.True(json.Status == 200, json.Text);
            Assert.Equal((datatype, "[2,1]"), (json.At("outputs.0.datatype"), json.Json.GetProperty("outputs")[0].GetProperty("shape").GetRawText()));
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(data), JsonNode.Parse(json.Json.GetProperty("outputs")[0].GetProperty("data").GetRawText())), json.Text);

            // With a blank more each time, so that tensors stand at every kind of address.
            for (var pad = 0; pad < 8; pad++)
            {
                var (head, tail) = await BinaryAsync(penstock, datatype, $$$"""{"inputs":[{"name":"x","shape":[2,1],"datatype":"{{{datatype}}}","parameters":{"binary_data_size":{{{bytes.Length}}}}}],"outputs":[{"name":"y","parameters":{"binary_data":true}}]}""" + new string(' ', pad), bytes);
                Assert.Equal((long)bytes.Length, head.GetProperty("outputs")[0].GetProperty("parameters").GetProperty("binary_data_size").GetInt64());
                Assert.Equal(bytes, tail);
            }

            // Bytes in, JSON out.
            var (mixed, none) = await BinaryAsync(penstock, datatype, $$$"""{"inputs":[{"name":"x","shape":[2,1],"datatype":"{{{datatype}}}","parameters":{"binary_data_size":{{{bytes.Length}}}}}]}""", bytes);
            Assert.Empty(none);
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(data), JsonNode.Parse(mixed.GetProperty("outputs")[0].GetProperty("data").GetRawText())));
        }

        // Nothing but bytes, and JSON or bytes back as the client accepts it.
        var raw = await penstock.Client.SendReplyAsync("POST", "v2/models/FP32/infer", Of(1f, 2, 3), ("Content-Type", "application/octet-stream"), ("Inference-Header-Content-Length", "0"));
        Assert.Equal((200, "application/octet-stream"), (raw.Status, raw.ContentType));
        Assert.Equal(Of(1f, 2, 3), raw.Bytes[int.Parse(raw.Header("Inference-Header-Content-Length")!, CultureInfo.InvariantCulture)..]);
        var asked = await penstock.Client.SendReplyAsync("POST", "v2/models/FP32/infer", Of(1f, 2, 3), ("Content-Type", "application/octet-stream"), ("Inference-Header-Content-Length", "0"), ("Accept", "application/json"));
        Assert.Equal(("application/json", "[1,2,3]"), (asked.ContentType, asked.Json.GetProperty("outputs")[0].GetProperty("data").GetRawText()));
        Assert.Null(asked.Header("Inference-Header-Content-Length"));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Tritons_models_add_and_subtract()
    {
        await using var penstock = await PenstockServer.StartAsync(Yaml("simple", "simple_int8", "simple_string", "identity"));
        foreach (var (model, datatype, quote) in new[] { ("simple", "INT32", ""), ("simple_int8", "INT8", ""), ("simple_string", "BYTES", "\"") })
        {
            string Input(string name, Func<int, int> value) => $$"""{"name":"{{name}}","shape":[1,16],"datatype":"{{datatype}}","data":[{{string.Join(',', Enumerable.Range(0, 16).Select(i => quote + value(i).ToString(CultureInfo.InvariantCulture) + quote))}}]}""";
            var answer = await penstock.Client.SendReplyAsync("POST", $"v2/models/{model}/infer", $$"""{"inputs":[{{Input("INPUT0", i => i)}},{{Input("INPUT1", _ => 1)}}],"outputs":[{"name":"OUTPUT1"},{"name":"OUTPUT0"}]}""");

            Assert.True(answer.Status == 200, answer.Text);
            Assert.Equal(["OUTPUT1", "OUTPUT0"], answer.Json.GetProperty("outputs").EnumerateArray().Select(output => output.GetProperty("name").GetString()));
            Assert.Equal(Enumerable.Range(-1, 16), Numbers(answer.Json.GetProperty("outputs")[0]));
            Assert.Equal(Enumerable.Range(1, 16), Numbers(answer.Json.GetProperty("outputs")[1]));
        }

        var metadata = await penstock.Client.GetReplyAsync("v2/models/identity");
        var (name, type) = (metadata.At("inputs.0.name"), metadata.At("inputs.0.datatype"));
        Assert.Equal("BYTES", type);
        var same = await penstock.Client.SendReplyAsync("POST", "v2/models/identity/infer", $$"""{"inputs":[{"name":"{{name}}","shape":[1,2],"datatype":"BYTES","data":["a","é"]}]}""");
        Assert.Equal("[\"a\",\"é\"]", same.Json.GetProperty("outputs")[0].GetProperty("data").GetRawText());
    }

    [Fact]
    public async Task The_known_models_give_their_known_answers()
    {
        await using var penstock = await PenstockServer.StartAsync($$"""
            models:
              iris-lightgbm: { onnx: "{{OnnxFiles.Shared("iris-lightgbm.onnx")}}" }
              injection: { onnx: "{{OnnxFiles.Shared("prompt-injection-tfidf-lr.onnx")}}" }
              jailbreak: { onnx: "{{OnnxFiles.Shared("jailbreak-tfidf-lr.onnx")}}" }
              words: { onnx: "{{OnnxFiles.Shared("wink-sg-100d-20k.onnx")}}" }
            """);
        var known = JsonElement.Parse(await File.ReadAllBytesAsync(OnnxFiles.Shared("known-io.json"), Ct));

        var inputs = known.GetProperty("iris").EnumerateArray().ToArray();
        var iris = await InferAsync(penstock, "iris-lightgbm", $"[{inputs.Length},4]", string.Join(',', inputs.SelectMany(one => one.GetProperty("input").EnumerateArray()).Select(one => one.GetRawText())));
        var label = Assert.Single(iris, output => output.GetProperty("datatype").GetString() == "INT64");
        Assert.Equal(inputs.Select(one => one.GetProperty("label").GetInt32()), Numbers(label));
        var probabilities = Assert.Single(iris, output => output.GetProperty("datatype").GetString() == "FP32");
        AssertNear(inputs.SelectMany(one => one.GetProperty("probabilities").EnumerateArray()), probabilities);

        foreach (var (model, set) in new[] { ("injection", "prompt_injection"), ("jailbreak", "jailbreak") })
        {
            foreach (var one in known.GetProperty(set).EnumerateArray())
            {
                var outputs = await InferAsync(penstock, model, null, one.GetProperty("text").GetRawText());
                var expected = one.GetProperty("probability").GetDouble();
                Assert.Contains(outputs.SelectMany(output => output.GetProperty("data").EnumerateArray()).Where(item => item.ValueKind == JsonValueKind.Number), item => Math.Abs(item.GetDouble() - expected) < 1e-5);
            }
        }

        var words = await InferAsync(penstock, "words", null, known.GetProperty("embedding").GetProperty("text").GetRawText());
        Assert.Equal(100, words[0].GetProperty("data").GetArrayLength());
        AssertNear(known.GetProperty("embedding").GetProperty("first5").EnumerateArray(), words[0], 5);
    }

    [Theory]
    [InlineData("up.f32", 0)]
    [InlineData("down.f32", 1)]
    public async Task The_orientation_of_an_image_is_told_from_its_bytes(string image, int expected)
    {
        await using var penstock = await PenstockServer.StartAsync($"models:\n  orientation: {{ onnx: \"{OnnxFiles.Shared("ch_ppocr_mobile_v2.0_cls_infer.onnx")}\" }}\n");
        var pixels = await File.ReadAllBytesAsync(OnnxFiles.Shared(image), Ct);
        var metadata = await penstock.Client.GetReplyAsync("v2/models/orientation");
        var (head, tail) = await BinaryAsync(
            penstock,
            "orientation",
            $$$"""{"parameters":{"binary_data_output":true},"inputs":[{"name":"{{{metadata.At("inputs.0.name")}}}","shape":[1,3,48,192],"datatype":"FP32","parameters":{"binary_data_size":{{{pixels.Length}}}}}]}""",
            pixels);

        Assert.Equal("[1,2]", head.GetProperty("outputs")[0].GetProperty("shape").GetRawText());
        Assert.InRange(MemoryMarshal.Cast<byte, float>(tail)[expected], 0.9f, 1f);

        var (top, _) = await BinaryAsync(
            penstock,
            "orientation",
            $$$"""{"inputs":[{"name":"{{{metadata.At("inputs.0.name")}}}","shape":[1,3,48,192],"datatype":"FP32","parameters":{"binary_data_size":{{{pixels.Length}}}}}],"outputs":[{"name":"{{{metadata.At("outputs.0.name")}}}","parameters":{"classification":1}}]}""",
            pixels);
        Assert.EndsWith(":" + expected.ToString(CultureInfo.InvariantCulture), top.GetProperty("outputs")[0].GetProperty("data")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predictions_are_given_as_TensorFlow_Serving_gives_them()
    {
        await using var penstock = await PenstockServer.StartAsync(Yaml("simple", "identity"), options => options.Function("hello", (string who, int times = 1) => $"{who} {times}"));
        var row = $"[{string.Join(',', Enumerable.Range(0, 16))}]";

        var one = await penstock.Client.SendReplyAsync("POST", "models/simple:predict", $$"""{"instances":[{"INPUT0":{{row}},"INPUT1":{{row}}}]}""");
        Assert.True(one.Status == 200, one.Text);
        Assert.Equal("[0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30]", one.Json.GetProperty("predictions")[0].GetProperty("OUTPUT0").GetRawText());
        var columns = await penstock.Client.SendReplyAsync("POST", "v1/models/simple:predict", $$$"""{"signature_name":"s","inputs":{"INPUT0":[{{{row}}}],"INPUT1":[{{{row}}}]}}""");
        Assert.Equal("[[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]]", columns.Json.GetProperty("outputs").GetProperty("OUTPUT1").GetRawText());
        var iris = await penstock.Client.SendReplyAsync("POST", "models/iris:predict", """{"instances":[[5.1,3.5,1.4,0.2],[6.9,3.2,5.7,2.3]]}""");
        Assert.Equal(2, iris.Json.GetProperty("predictions").GetArrayLength());
        var bytes = await penstock.Client.SendReplyAsync("POST", "models/identity:predict", """{"instances":[[{"b64":"AP8="},"a"]]}""");
        Assert.Equal("""{"predictions":[[{"b64":"AP8="},"a"]]}""", bytes.Text);
        Assert.Equal("""{"predictions":["ada 2"]}""", (await penstock.Client.SendReplyAsync("POST", "models/hello:predict", """{"instances":[{"who":"ada","times":2}]}""")).Text);
        Assert.Equal("""{"predictions":["ada 1"]}""", (await penstock.Client.SendReplyAsync("POST", "models/hello:predict", """{"instances":["ada"]}""")).Text);

        var wrong = await penstock.Client.SendReplyAsync("POST", "models/hello:predict", """{"instances":[{"who":5}]}""");
        Assert.Equal((400, "instances.0.who"), (wrong.Status, wrong.At("errors.0.path")));
        Assert.Equal((400, "instances.0"), await penstock.Client.SendReplyAsync("POST", "models/hello:predict", """{"instances":[5]}""") is var bare ? (bare.Status, bare.At("errors.0.path")) : default);
        Assert.Equal((400, "too_long"), await penstock.Client.SendReplyAsync("POST", "models/hello:predict", """{"instances":["a","b"]}""") is var two ? (two.Status, two.At("errors.0.code")) : default);
        Assert.Equal(404, (await penstock.Client.SendReplyAsync("POST", "v1/models/simple/versions/1:predict", "{}")).Status);
        Assert.Equal((405, "GET, HEAD"), await penstock.Client.SendReplyAsync("POST", "v1/models/simple", "{}") is var verb ? (verb.Status, verb.Header("allow")) : default);
        Assert.Equal(200, (await penstock.Client.GetReplyAsync("v1/models/simple")).Status);
    }

    private static string Yaml(params string[] models) =>
        "models:\n" + string.Concat(models.Select(model => $"  {model}: {{ onnx: \"{OnnxFiles.Shared("triton-simple", model + ".onnx")}\" }}\n"));

    private static byte[] Of<T>(params T[] elements)
        where T : unmanaged => MemoryMarshal.AsBytes(elements.AsSpan()).ToArray();

    private static IEnumerable<int> Numbers(JsonElement output) =>
        output.GetProperty("data").EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? int.Parse(item.GetString()!, CultureInfo.InvariantCulture) : item.GetInt32());

    private static void AssertNear(IEnumerable<JsonElement> expected, JsonElement output, int first = int.MaxValue) =>
        Assert.All(expected.Zip(output.GetProperty("data").EnumerateArray().Take(first)), pair => Assert.Equal(pair.First.GetDouble(), pair.Second.GetDouble(), 1e-5));

    // The outputs of a model with one input; of a null shape, the shape of one element.
    private static async Task<JsonElement[]> InferAsync(PenstockServer penstock, string model, string? shape, string data)
    {
        var metadata = await penstock.Client.GetReplyAsync("v2/models/" + model);
        shape ??= "[" + string.Join(',', Enumerable.Repeat(1, metadata.Json.GetProperty("inputs")[0].GetProperty("shape").GetArrayLength())) + "]";
        var answer = await penstock.Client.SendReplyAsync("POST", $"v2/models/{model}/infer", $$"""{"inputs":[{"name":"{{metadata.At("inputs.0.name")}}","shape":{{shape}},"datatype":"{{metadata.At("inputs.0.datatype")}}","data":[{{data}}]}]}""");
        Assert.True(answer.Status == 200, answer.Text);
        return [.. answer.Json.GetProperty("outputs").EnumerateArray()];
    }

    private static async Task<(JsonElement Head, byte[] Tail)> BinaryAsync(PenstockServer penstock, string model, string json, byte[] bytes)
    {
        var head = Encoding.UTF8.GetBytes(json);
        var answer = await penstock.Client.SendReplyAsync("POST", $"v2/models/{model}/infer", [.. head, .. bytes],
            ("Content-Type", "application/octet-stream"), ("Inference-Header-Content-Length", head.Length.ToString(CultureInfo.InvariantCulture)));
        Assert.True(answer.Status == 200, answer.Text);
        var length = answer.Header("Inference-Header-Content-Length") is { } said ? int.Parse(said, CultureInfo.InvariantCulture) : answer.Bytes.Length;
        Assert.Equal(length < answer.Bytes.Length ? "application/octet-stream" : "application/json", answer.ContentType);
        return (JsonElement.Parse(answer.Bytes.AsSpan(0, length)), answer.Bytes[length..]);
    }
}
