using Penstock.Onnx;
using Xunit;

namespace Penstock.Tests.Onnx;

public sealed class OnnxSessionTests
{
    private static readonly OnnxRuntime Runtime = OnnxFiles.Runtime;

    [Fact]
    public void Tells_what_the_model_takes_gives_and_says_about_itself()
    {
        using var session = OnnxSession.Open(Runtime, OnnxModels.Model(
            [OnnxModels.Tensor("x", OnnxElementType.Float, "batch", 3, null), OnnxModels.Tensor("any", OnnxElementType.Int64, null)],
            [OnnxModels.Tensor("y", OnnxElementType.Float, "batch", 3, null), OnnxModels.Tensor("one", OnnxElementType.Int64, null)],
            [OnnxModels.Node("Identity", ["x"], ["y"]), OnnxModels.Node("Identity", ["any"], ["one"])],
            metadata: [("penstock.fields", "[\"ż\"]"), ("empty", "")]));

        var input = Assert.IsType<OnnxType.Tensor>(session.Signature.Inputs[0].Type);
        Assert.Equal(["x", "any"], session.Signature.Inputs.Select(port => port.Name));
        Assert.Equal(OnnxElementType.Float, input.Element);
        Assert.Equal([new OnnxDimension(null, "batch"), new OnnxDimension(3, null), new OnnxDimension(null, null)], input.Shape!);
        Assert.Null(Assert.IsType<OnnxType.Tensor>(session.Signature.Inputs[1].Type).Shape);
        Assert.Equal(["y", "one"], session.Signature.Outputs.Select(port => port.Name));
        Assert.Empty(session.Signature.Defaults);

        var metadata = session.Signature.Metadata;
        Assert.Equal(("the tests", "tiny"), (metadata.Producer, metadata.GraphName));
        Assert.Equal(("org.example", 7L), (metadata.Domain, metadata.Version));
        Assert.Equal(("A tiny model.", "A tiny graph."), (metadata.Description, metadata.GraphDescription));
        Assert.Equal("[\"ż\"]", metadata.Custom["penstock.fields"]);
        Assert.Equal("", metadata.Custom["empty"]);
    }

    [Fact]
    public void A_scalar_is_told_from_an_open_rank()
    {
        using var session = OnnxSession.Open(Runtime, OnnxModels.Identity(OnnxElementType.Float, []));
        Assert.Empty(Assert.IsType<OnnxType.Tensor>(session.Signature.Inputs[0].Type).Shape!);
    }

    [Fact]
    public void An_input_with_a_value_in_the_file_may_be_left_out()
    {
        using var session = OnnxSession.Open(Runtime, OnnxModels.Model(
            [OnnxModels.Tensor("x", OnnxElementType.Float, 1), OnnxModels.Tensor("plus", OnnxElementType.Float, 1)],
            [OnnxModels.Tensor("y", OnnxElementType.Float, 1)],
            [OnnxModels.Node("Add", ["x", "plus"], ["y"])],
            [new ProtoMessage().Add(1, 1).Add(2, 1).Add(8, "plus").Add(9, BitConverter.GetBytes(10f))]));
        using var one = OnnxValue.Create<float>(Runtime, new[] { 1f }, [1]);
        Assert.Equal("plus", Assert.Single(session.Signature.Defaults).Name);
        Assert.Equal("x", Assert.Single(session.Signature.Inputs).Name);
        using var without = session.Infer([new("x", one)]);
        using var with = session.Infer([new("x", one), new("plus", one)]);
        Assert.Equal((11f, 2f), (without[0].Data<float>()[0], with[0].Data<float>()[0]));
    }

    [Fact]
    public void Gives_the_outputs_asked_for_in_that_order()
    {
        using var session = OnnxSession.Open(Runtime, OnnxFiles.Iris);
        using var row = OnnxValue.Create<float>(Runtime, new[] { 5.1f, 3.5f, 1.4f, 0.2f }, [1, 4]);
        using var both = session.Infer([new("input", row)], ["probabilities", "label"]);
        using var one = session.Infer([new("input", row)], ["label"]);
        Assert.Equal(["probabilities", "label"], both.Names);
        Assert.Equal(OnnxElementType.Float, both[0].ElementType);
        Assert.Equal(0L, Assert.Single(one.Values).Data<long>()[0]);
        Assert.Throws<KeyNotFoundException>(() => one["probabilities"]);
    }

    [Fact]
    public void A_missing_file_and_a_bad_one_are_named_in_onnx_runtimes_words()
    {
        var missing = Assert.Throws<OnnxException>(() => OnnxSession.Open(Runtime, "no/such/model.onnx"));
        Assert.Equal(OnnxErrorCode.NoSuchFile, missing.Code);
        Assert.StartsWith("no/such/model.onnx: ", missing.Message, StringComparison.Ordinal);
        Assert.Contains("File doesn't exist", missing.Message, StringComparison.Ordinal);

        var bad = Assert.Throws<OnnxException>(() => OnnxSession.Open(Runtime, Path.Combine(Repository.Root, "Penstock.slnx")));
        Assert.Equal(OnnxErrorCode.InvalidProtobuf, bad.Code);
        Assert.Contains("Protobuf parsing failed", bad.Message, StringComparison.Ordinal);

        Assert.Throws<OnnxException>(() => OnnxSession.Open(Runtime, Array.Empty<byte>()));
        var cut = OnnxModels.Identity(OnnxElementType.Float, 1)[..^20];
        Assert.Throws<OnnxException>(() => OnnxSession.Open(Runtime, cut));
    }

    [Fact]
    public void An_unknown_operator_is_named()
    {
        var model = OnnxModels.Model(
            [OnnxModels.Tensor("x", OnnxElementType.Float, 1)], [OnnxModels.Tensor("y", OnnxElementType.Float, 1)],
            [OnnxModels.Node("NoSuchOperator", ["x"], ["y"])]);
        var error = Assert.Throws<OnnxException>(() => OnnxSession.Open(Runtime, model));
        Assert.Contains("NoSuchOperator", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_element_types_ranks_lengths_and_names_are_refused_in_onnx_runtimes_words()
    {
        using var session = OnnxSession.Open(Runtime, OnnxFiles.Iris);
        using var doubles = OnnxValue.Create<double>(Runtime, new double[4], [1, 4]);
        using var flat = OnnxValue.Create<float>(Runtime, new float[4], [4]);
        using var five = OnnxValue.Create<float>(Runtime, new float[5], [1, 5]);
        string Refusal(string name, OnnxValue value)
        {
            var error = Assert.Throws<OnnxException>(() => session.Infer([new(name, value)]));
            Assert.Equal(OnnxErrorCode.InvalidArgument, error.Code);
            return error.Message;
        }

        Assert.Contains("Actual: (tensor(double)) , expected: (tensor(float))", Refusal("input", doubles), StringComparison.Ordinal);
        Assert.Contains("Invalid rank for input: input Got: 1 Expected: 2", Refusal("input", flat), StringComparison.Ordinal);
        Assert.Contains("index: 1 Got: 5 Expected: 4", Refusal("input", five), StringComparison.Ordinal);
        Assert.Equal("The model has no input 'data'; it has 'input'.", Refusal("data", flat));
        Assert.Contains("Missing Input: input", Assert.Throws<OnnxException>(() => session.Infer([])).Message, StringComparison.Ordinal);
        var output = Assert.Throws<OnnxException>(() => session.Infer([new("input", five)], ["score"]));
        Assert.Equal("The model has no output 'score'; it has 'label', 'probabilities'.", output.Message);
    }

    [Fact]
    public async Task Cancelling_ends_a_run_that_would_not_end()
    {
        using var session = OnnxSession.Open(Runtime, OnnxModels.Loop());
        using var rounds = OnnxValue.Create<long>(Runtime, new[] { long.MaxValue }, []);
        using var start = OnnxValue.Create<float>(Runtime, new[] { 0f }, []);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var run = Task.Run(() => session.Run([new("n", rounds), new("v", start)], ct: cancel.Token).Dispose(), CancellationToken.None);
        var error = await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.Equal(cancel.Token, error.CancellationToken);
        Assert.Contains("terminate", error.Message, StringComparison.Ordinal);
        Assert.ThrowsAny<OperationCanceledException>(() => session.Run([new("n", rounds), new("v", start)], ct: cancel.Token));

        using var few = OnnxValue.Create<long>(Runtime, new[] { 3L }, []);
        using var live = new CancellationTokenSource();
        using var outputs = session.Run([new("n", few), new("v", start)], ct: live.Token);
        Assert.Equal(3f, outputs[0].Data<float>()[0]);
    }

    [Fact]
    public async Task A_run_outlives_the_disposal_of_its_session_and_inputs()
    {
        var session = OnnxSession.Open(Runtime, OnnxModels.Loop());
        var rounds = OnnxValue.Create<long>(Runtime, new[] { long.MaxValue }, []);
        var start = OnnxValue.Create<float>(Runtime, new[] { 0f }, []);
        using var cancel = new CancellationTokenSource();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = Task.Run(() =>
        {
            started.SetResult();
            session.Run([new("n", rounds), new("v", start)], ct: cancel.Token).Dispose();
        }, CancellationToken.None);
        await started.Task;
        session.Dispose();
        rounds.Dispose();
        start.Dispose();
        await cancel.CancelAsync();
        // Whichever came first, the run or the disposal, the process is unharmed.
        var error = await Record.ExceptionAsync(() => run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        Assert.True(error is OperationCanceledException or ObjectDisposedException, error?.ToString());
        Assert.Throws<ObjectDisposedException>(() => session.Infer([]));
    }

    [Fact]
    public void Threads_share_a_session_and_a_session_may_have_threads_of_its_own()
    {
        using var session = OnnxSession.Open(Runtime, OnnxFiles.Iris, new OnnxSessionOptions { Threads = 2 });
        Parallel.For(0, 500, i =>
        {
            var rows = i % 20 + 1;
            using var value = OnnxValue.Allocate<float>(Runtime, [rows, 4]);
            for (var row = 0; row < rows; row++)
            {
                new[] { 6.9f, 3.2f, 5.7f, 2.3f }.CopyTo(value.Data<float>()[(4 * row)..]);
            }
            using var outputs = session.Infer([new("input", value)], ["label"]);
            Assert.Equal(Enumerable.Repeat(2L, rows), outputs[0].Data<long>().ToArray());
        });
    }
}
