using System.Runtime.InteropServices;
using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Onnx;
using Penstock.Tests.Gateways.Engines;
using Xunit;

namespace Penstock.Tests.Onnx;

/// <summary>From tensors to tensors.</summary>
public sealed class OnnxRunTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Gives_all_outputs_in_the_order_of_the_signature()
    {
        using var session = Session();
        using var output = Of(session).Run(Input(1, 2, 3), Ct);

        Assert.Equal(["sum", "negative", "same"], output.Values.Select(value => value.Name));
        Assert.Equal([6f], Floats(output.Values[0]));
        Assert.Equal([-1f, -2, -3], Floats(output.Values[1]));
        Assert.Equal([1f, 2, 3], Floats(output.Values[2]));
    }

    [Fact]
    public void Gives_only_the_outputs_asked_for_in_the_order_asked_for()
    {
        using var session = Session();
        using var output = Of(session).Run(Input(1, 2) with { Outputs = ["same", "sum"] }, Ct);

        Assert.Equal(["same", "sum"], output.Values.Select(value => value.Name));
        Assert.Equal([1f, 2], Floats(output.Values[0]));
        Assert.Equal([3f], Floats(output.Values[1]));
    }

    [Fact]
    public void Refuses_an_output_that_the_model_does_not_have()
    {
        using var session = Session();
        var error = Assert.Throws<OnnxException>(() => Of(session).Run(Input(1) with { Outputs = ["product"] }, Ct));

        Assert.Equal(OnnxErrorCode.InvalidArgument, error.Code);
        Assert.Equal("The model has no output 'product'; it has 'sum', 'negative', 'same'.", error.Message);
    }

    [Fact]
    public void Outputs_stay_where_onnx_runtime_put_them_until_they_are_disposed_and_keep_the_session_alive()
    {
        var session = Session();
        var output = Of(session).Run(Input(1, 2, 3), Ct);
        session.Dispose();
        for (var i = 0; i < 100; i++)
        {
            // Others use the same memory, were it free.
            using var other = Session();
            Of(other).Run(Input(7, 8, 9), Ct).Dispose();
        }

        Assert.Equal([-1f, -2, -3], Floats(output.Values[1]));
        var data = ((Tensor)output.Values[1]).Data;
        Assert.False(MemoryMarshal.TryGetArray(data, out _), "These are not managed bytes.");
        using (data.Pin())
        {
        }

        output.Dispose();
        output.Dispose();
        Assert.Throws<ObjectDisposedException>(() => data.Span.Length);
        Assert.Throws<ObjectDisposedException>(() => data.Pin());
    }

    [Fact]
    public void An_input_that_is_passed_on_as_an_output_is_copied_because_it_is_the_caller_s()
    {
        using var session = OnnxSession.Open(OnnxFiles.Runtime, OnnxModels.PassOn(OnnxElementType.Float, "N"));
        var bytes = new byte[8];
        MemoryMarshal.Cast<byte, float>(bytes.AsSpan()).Fill(5);
        var input = new PredictInput(new PredictForm(PredictLayout.Tensors), [new Tensor("x", DataType.Fp32, [2], bytes)]);

        using var output = Of(session).Run(input, Ct);
        bytes.AsSpan().Fill(0xDB);

        Assert.Equal([5f, 5], Floats(output.Values[0]));
        Assert.Equal([-5f, -5], Floats(output.Values[1]));
    }

    [Fact]
    public async Task A_cancelled_run_leaves_nothing_behind_for_those_that_come_after_it()
    {
        using var session = OnnxSession.Open(OnnxFiles.Runtime, OnnxModels.Loop());
        var run = Of(session);
        for (var i = 0; i < 20; i++)
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(Ct);
            var endless = Task.Run(() => run.Run(Rounds(long.MaxValue), source.Token), Ct);
            await source.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => endless);

            using var other = new CancellationTokenSource();
            using var output = run.Run(Rounds(3), other.Token);
            Assert.Equal([3f], Floats(output.Values[0]));
        }
    }

    [Fact]
    public async Task Nothing_reads_the_memory_of_an_input_once_it_is_given_back()
    {
        var pool = new PoisonPool();
        using var slots = new OnnxRunSlots(1);
        using var engine = new OnnxEngine(OnnxSession.Open(OnnxFiles.Runtime, OnnxModels.PassOn(OnnxElementType.Float, "N", 3)), slots);
        for (var i = 0; i < 50; i++)
        {
            // The call, and with it the input, is gone when the answer is written.
            var answer = await EngineCalls.AnswerAsync(engine, engine.Description.Signature, $$"""{"x":[[1,2.5,{{i}}],["4",5,6]]}""", Ct, pool);

            Assert.Equal($$"""{"x":[[1,2.5,{{i}}],[4,5,6]],"y":[[-1,-2.5,-{{i}}],[-4,-5,-6]]}""", answer);
            Assert.Equal((0, i + 1), (pool.Out, pool.Returned));
        }
    }

    [Fact]
    public async Task The_memory_of_an_input_is_kept_until_its_cancelled_run_has_ended()
    {
        var pool = new PoisonPool();
        using var slots = new OnnxRunSlots(1);
        using var engine = new OnnxEngine(OnnxSession.Open(OnnxFiles.Runtime, OnnxModels.Loop()), slots);
        using var source = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var run = EngineCalls.InvokeAsync(engine, engine.Description.Signature, """{"n":9223372036854775807,"v":0}""", source.Token, pool: pool);
        Assert.Equal(2, pool.Out);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Equal((0, 2), (pool.Out, pool.Returned));
    }

    private static PredictInput Rounds(long count) => new(
        new PredictForm(PredictLayout.Tensors), [Tensor.Of("n", DataType.Int64, [], count), Tensor.Of("v", DataType.Fp32, [], 0f)]);

    private static float[] Floats(NamedValue value) => Assert.IsType<Tensor>(value).Elements<float>().ToArray();

    private static PredictInput Input(params float[] values) =>
        new(new PredictForm(PredictLayout.Tensors), [Tensor.Of<float>("x", DataType.Fp32, [values.Length], values)]);

    private static OnnxRun Of(OnnxSession session) => new(session, OnnxDescription.From(session, new OnnxModelOptions()).Signature);

    private static OnnxSession Session() => OnnxSession.Open(OnnxFiles.Runtime, OnnxModels.Model(
        [OnnxModels.Tensor("x", OnnxElementType.Float, "N")],
        [
            OnnxModels.Tensor("sum", OnnxElementType.Float, [1]),
            OnnxModels.Tensor("negative", OnnxElementType.Float, "N"),
            OnnxModels.Tensor("same", OnnxElementType.Float, "N"),
        ],
        [
            OnnxModels.Node("ReduceSum", ["x"], ["sum"]),
            OnnxModels.Node("Neg", ["x"], ["negative"]),
            OnnxModels.Node("Identity", ["x"], ["same"]),
        ]));
}
