using System.Globalization;
using System.Text.Json.Nodes;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Onnx;
using Penstock.Tests.Gateways.Engines;
using Xunit;

namespace Penstock.Tests.Onnx;

/// <summary>From a JSON body to a JSON answer, without HTTP.</summary>
public sealed class OnnxEngineTests : IDisposable
{
    private const string Setosa = """{"sepal_length":"5.1","sepal_width":3.5,"petal_length":1.4,"petal_width":0.2}""";
    private readonly OnnxRunSlots _slots = new(2);
    private readonly List<OnnxEngine> _engines = [];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _engines.ForEach(engine => engine.Dispose());
        _slots.Dispose();
    }

    [Fact]
    public void Describes_the_iris_model_from_its_metadata()
    {
        var (signature, text) = Iris().Description;

        var input = Assert.Single(signature.Inputs);
        Assert.Equal(["sepal_length", "sepal_width", "petal_length", "petal_width"], input.Columns);
        Assert.Equal([new Dimension(null, "N"), new Dimension(4)], input.Shape);
        Assert.All(signature.Outputs, field => Assert.Equal(["setosa", "versicolor", "virginica"], field.Classes));
        Assert.StartsWith("Tells the species of an iris", text);
    }

    [Fact]
    public async Task Classifies_a_flower_in_every_form()
    {
        var iris = Iris();
        var row = JsonNode.Parse(await AnswerAsync(iris, Setosa))!;

        Assert.Equal(["label", "class_name", "probabilities"], row.AsObject().Select(member => member.Key));
        Assert.Equal((0, "setosa"), ((int)row["label"]!, (string)row["class_name"]!));
        Assert.Equal(["setosa", "versicolor", "virginica"], row["probabilities"]!.AsObject().Select(member => member.Key));
        Assert.InRange((double)row["probabilities"]!["setosa"]!, 0.9, 1);

        var json = row.ToJsonString();
        Assert.Equal($"[{json}]", await AnswerAsync(iris, $"[{Setosa}]"));
        Assert.Equal($$"""{"outputs":[{{json}}]}""", await AnswerAsync(iris, """{"inputs":[[5.1,3.5,1.4,0.2]]}"""));
        Assert.Equal($$"""{"outputs":[{{json}}]}""", await AnswerAsync(iris, $$"""{"inputs":[{{Setosa}}]}"""));
        Assert.StartsWith("""{"label":[0],"probabilities":[[""", await AnswerAsync(iris, """{"input":[[5.1,3.5,1.4,0.2]]}"""));
    }

    [Fact]
    public async Task Classifies_all_flowers_at_once_as_one_by_one()
    {
        var iris = Iris();
        var rows = (await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "samples", "train-iris", "iris.csv"), Ct)).Skip(1)
            .Select(line => $"[{string.Join(',', line.Split(',')[..4])}]").ToList();

        var all = JsonNode.Parse(await AnswerAsync(iris, $"[{string.Join(',', rows)}]"))!.AsArray();

        Assert.Equal(150, all.Count);
        for (var i = 0; i < rows.Count; i++)
        {
            Assert.Equal($"[{all[i]!["label"]}]", $"[{JsonNode.Parse(await AnswerAsync(iris, $"[{rows[i]}]"))![0]!["label"]}]");
        }
    }

    [Fact]
    public async Task Reports_every_mistake_of_a_flower()
    {
        var error = await EngineCalls.ErrorAsync(Iris(), Iris().Description.Signature, """{"sepal_length":"long","sepal_widht":3.5}""", Ct);

        Assert.Equal(ErrorKind.InvalidInput, error.Kind);
        Assert.Equal(
            ["sepal_length float_parsing", "sepal_width missing", "petal_length missing", "petal_width missing", "sepal_widht extra_forbidden"],
            error.Mistakes.Select(mistake => $"{mistake.Path} {mistake.Code}"));
    }

    [Fact]
    public async Task Answers_as_known_for_the_boosted_trees_with_names_given_by_the_operator()
    {
        var engine = Keep(new OnnxEngine(OnnxSession.Open(OnnxFiles.Runtime, OnnxFiles.Shared("iris-lightgbm.onnx")), _slots, new OnnxModelOptions
        {
            Fields = ["a", "b", "c", "d"],
            Classes = ["setosa", "versicolor", "virginica"],
            Description = "Boosted trees",
        }));

        Assert.Equal("Boosted trees", engine.Description.Text);
        foreach (var known in JsonNode.Parse(await File.ReadAllTextAsync(OnnxFiles.Shared("known-io.json"), Ct))!["iris"]!.AsArray())
        {
            var values = known!["input"]!.AsArray();
            var answer = JsonNode.Parse(await AnswerAsync(engine, $$"""{"a":{{values[0]}},"b":{{values[1]}},"c":{{values[2]}},"d":{{values[3]}}}"""))!;
            Assert.Equal((string)known["truth"]!, (string)answer["class_name"]!);
            Assert.Equal((double)known["probabilities"]![1]!, (double)answer["probabilities"]!["versicolor"]!, 1e-5);
        }
    }

    [Theory]
    [InlineData("""{"x":[[0.25,0.75,0]]}""", """{"maps":[{"a":0.25,"b":0.75,"c":0}]}""")]
    [InlineData("""[[0.25,0.75,0],[1,0,0]]""", """[{"maps":{"a":0.25,"b":0.75,"c":0}},{"maps":{"a":1,"b":0,"c":0}}]""")]
    public async Task Reads_the_maps_of_zipmap(string body, string answer) =>
        Assert.Equal(answer, await AnswerAsync(Of(OnnxModels.ZipMap("a", "b", "c")), body));

    [Theory]
    [InlineData((int)OnnxElementType.Bool, "[true,false]")]
    [InlineData((int)OnnxElementType.UInt8, "[0,255]")]
    [InlineData((int)OnnxElementType.UInt16, "[0,65535]")]
    [InlineData((int)OnnxElementType.UInt32, "[0,4294967295]")]
    [InlineData((int)OnnxElementType.UInt64, "[0,18446744073709551615]")]
    [InlineData((int)OnnxElementType.Int8, "[-128,127]")]
    [InlineData((int)OnnxElementType.Int16, "[-32768,32767]")]
    [InlineData((int)OnnxElementType.Int32, "[-2147483648,2147483647]")]
    [InlineData((int)OnnxElementType.Int64, "[-9223372036854775808,9223372036854775807]")]
    [InlineData((int)OnnxElementType.Float16, "[0.1,\"NaN\"]")]
    [InlineData((int)OnnxElementType.Float, "[0.1,\"Infinity\"]")]
    [InlineData((int)OnnxElementType.Double, "[0.1,\"-Infinity\"]")]
    [InlineData((int)OnnxElementType.BFloat16, "[1.5,-2]")]
    [InlineData((int)OnnxElementType.String, "[\"\",\"ü\"]")]
    public async Task Gives_back_every_element_type(int type, string elements) =>
        Assert.Equal($$"""{"y":{{elements}}}""", await AnswerAsync(Of(OnnxModels.Identity((OnnxElementType)type, [2L])), $$"""{"x":{{elements}}}"""));

    [Fact]
    public async Task Passes_on_what_onnx_runtime_minds_of_an_input()
    {
        var engine = Of(OnnxModels.Model(
            [OnnxModels.Tensor("x", OnnxElementType.Float, "N"), OnnxModels.Tensor("i", OnnxElementType.Int64, "M")],
            [OnnxModels.Tensor("y", OnnxElementType.Float, "M")],
            [OnnxModels.Node("Gather", ["x", "i"], ["y"])]));

        Assert.Equal("""{"y":[2,1]}""", await AnswerAsync(engine, """{"x":[1,2],"i":[1,0]}"""));
        var error = await EngineCalls.ErrorAsync(engine, engine.Description.Signature, """{"x":[1,2],"i":[2]}""", Ct);

        Assert.Equal(ErrorKind.InvalidInput, error.Kind);
        Assert.StartsWith("ONNX Runtime refuses the input: ", error.Message);
        Assert.Contains("Gather", error.Message);
    }

    [Fact]
    public async Task Stops_a_run_when_the_call_is_cancelled()
    {
        var engine = Of(OnnxModels.Loop());
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var body = $$"""{"n":{{long.MaxValue.ToString(CultureInfo.InvariantCulture)}},"v":0}""";

        var run = EngineCalls.InvokeAsync(engine, engine.Description.Signature, body, source.Token);
        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Runs_what_is_short_without_a_slot_and_waits_with_what_is_long()
    {
        using var slots = new OnnxRunSlots(1);
        using var engine = new OnnxEngine(OnnxSession.Open(OnnxFiles.Runtime, OnnxFiles.Iris), slots);
        var hold = new TaskCompletionSource();

        // By this clock every run takes no time, the first excepted, of which nothing is known yet.
        var still = new SteppingClock(TimeSpan.Zero);
        await using (await EngineCalls.InvokeAsync(engine, engine.Description.Signature, Setosa, Ct, still))
        {
        }

        var held = slots.RunAsync(() => hold.Task.Wait(TimeSpan.FromSeconds(30), Ct), Ct);
        await using (await EngineCalls.InvokeAsync(engine, engine.Description.Signature, Setosa, Ct, new SteppingClock(TimeSpan.FromSeconds(1))))
        {
        }

        var waiting = EngineCalls.InvokeAsync(engine, engine.Description.Signature, Setosa, Ct);
        Assert.False(waiting.IsCompleted);
        hold.SetResult();
        await using var result = await waiting;
        Assert.IsType<CallResult.Unary>(result);
        await held;
    }

    [Fact]
    public void Refuses_names_that_do_not_fit()
    {
        Assert.Contains("3 fields are named, and the input 'input' has 4 columns", Refusal(new OnnxModelOptions { Fields = ["a", "b", "c"] }));
        Assert.Contains("named twice", Refusal(new OnnxModelOptions { Fields = ["a", "b", "c", "c"] }));
    }

    [Fact]
    public void Refuses_a_model_whose_values_json_cannot_carry()
    {
        using var session = OnnxSession.Open(OnnxFiles.Runtime, OnnxModels.Pair(OnnxElementType.Float));
        var error = Assert.Throws<OnnxException>(() => new OnnxEngine(session, _slots));
        Assert.Contains("the output 'pair' is a seq(", error.Message);
    }

    // Each look at it finds it a step later.
    private sealed class SteppingClock(TimeSpan step) : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now += step.Ticks;
    }

    private static Task<string> AnswerAsync(OnnxEngine engine, string body) => EngineCalls.AnswerAsync(engine, engine.Description.Signature, body, Ct);

    private string Refusal(OnnxModelOptions options)
    {
        using var session = OnnxSession.Open(OnnxFiles.Runtime, OnnxFiles.Iris);
        return Assert.Throws<OnnxException>(() => new OnnxEngine(session, _slots, options)).Message;
    }

    private OnnxEngine Iris() => Keep(new OnnxEngine(OnnxSession.Open(OnnxFiles.Runtime, OnnxFiles.Iris), _slots));

    private OnnxEngine Of(byte[] model) => Keep(new OnnxEngine(OnnxSession.Open(OnnxFiles.Runtime, model), _slots));

    private OnnxEngine Keep(OnnxEngine engine)
    {
        _engines.Add(engine);
        return engine;
    }
}
