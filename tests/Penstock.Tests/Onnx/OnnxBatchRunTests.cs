using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Onnx;
using Penstock.Tests.Gateways.Engines;
using Xunit;

namespace Penstock.Tests.Onnx;

/// <summary>Calls that share runs: each gets its own rows, and one's trouble is its own.</summary>
public sealed class OnnxBatchRunTests : IDisposable
{
    private readonly OnnxRunSlots _slots = new(1);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _slots.Dispose();

    [Fact]
    public async Task Gives_each_of_64_callers_its_own_rows_whatever_their_shapes()
    {
        var chance = new Random(20261122);
        using var engine = Engine(BatchModels.Affine());
        var value = 0f;
        var calls = new List<(float[] Fed, long[] Shape, Task<BatchCalls.Outcome<(float[] Data, long[] Shape)>> Answer, CancellationTokenSource Source)>();
        using (Busy())
        {
            for (var i = 0; i < 64; i++)
            {
                // No number is fed twice, and doubles are whole: an answer tells whose it is.
                long[] shape = [chance.Next(1, 9), chance.Next(1, 4)];
                var fed = Enumerable.Range(0, (int)(shape[0] * shape[1])).Select(_ => value++).ToArray();
                var source = CancellationTokenSource.CreateLinkedTokenSource(Ct);
                var input = new PredictInput(default, [Tensor.Of("x", DataType.Fp32, shape, fed)]) { Priority = chance.Next(0, 3) };
                calls.Add((fed, shape, engine.CallAsync(output => (BatchCalls.Floats(output), ((Tensor)output.Values[0]).Shape), input, source.Token), source));
            }
        }

        await calls[7].Source.CancelAsync();
        var shared = 0;
        foreach (var (fed, shape, answer, source) in calls)
        {
            try
            {
                var outcome = await answer;
                Assert.Equal(fed.Select(number => (2 * number) + 1), outcome.Read.Data);
                Assert.Equal(shape, outcome.Read.Shape);
                Assert.Equal(shape[0], outcome.Phases!.Value.Rows);
                shared += outcome.Phases.Value.RunRows > shape[0] ? 1 : 0;
            }
            catch (OperationCanceledException)
            {
                Assert.True(source.IsCancellationRequested);
            }

            source.Dispose();
        }

        Assert.InRange(shared, 50, 64);
    }

    [Fact]
    public async Task Answers_right_while_callers_come_and_go()
    {
        using var engine = Engine(BatchModels.Affine());
        await Parallel.ForAsync(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Ct }, async (caller, ct) =>
        {
            var chance = new Random(caller);
            for (var i = 0; i < 40; i++)
            {
                var fed = Enumerable.Range(0, chance.Next(1, 5)).Select(row => (float)((caller * 10_000) + (i * 10) + row)).ToArray();
                using var source = CancellationTokenSource.CreateLinkedTokenSource(ct);
                var answer = engine.CallAsync(source.Token, Tensor.Of("x", DataType.Fp32, [fed.Length, 1], fed));
                if (chance.Next(8) == 0)
                {
                    await source.CancelAsync();
                }

                try
                {
                    Assert.Equal(fed.Select(number => (2 * number) + 1), (await answer).Read);
                }
                catch (OperationCanceledException) when (source.IsCancellationRequested && !ct.IsCancellationRequested)
                {
                    // It left.
                }
            }
        });
    }

    [Fact]
    public async Task Lets_a_bad_row_fail_alone()
    {
        using var engine = Engine(BatchModels.Table());
        Task<BatchCalls.Outcome<float[]>> good, bad, better;
        using (Busy())
        {
            good = engine.CallAsync(Ct, Tensor.Of("ids", DataType.Int64, [2], 3L, 0L));
            bad = engine.CallAsync(Ct, Tensor.Of("ids", DataType.Int64, [1], 99L));
            better = engine.CallAsync(Ct, Tensor.Of("ids", DataType.Int64, [1], 2L));
        }

        Same([30, 31, 0, 1], (await good).Read);
        Same([20, 21], (await better).Read);
        Assert.Equal(ErrorKind.InvalidInput, (await bad).Error!.Kind);
        Assert.StartsWith("ONNX Runtime refuses the input:", (await bad).Error!.Message);
        Assert.Equal(1, (await better).Phases!.Value.RunRows);
    }

    [Fact]
    public async Task Cuts_texts_and_maps_by_row()
    {
        using var texts = Engine(OnnxModels.Identity(OnnxElementType.String, "N"));
        using var maps = Engine(OnnxModels.ZipMap("a", "b", "c"));
        Task<string>[] answers;
        using (Busy())
        {
            answers =
            [
                AnswerAsync(texts, """{"x":["eins","zwei"]}"""), AnswerAsync(texts, """{"x":["drei"]}"""),
                AnswerAsync(maps, """{"x":[[1,2,3],[4,5,6]]}"""), AnswerAsync(maps, """{"x":[[7,8,9]]}"""),
            ];
        }

        Assert.Equal(
            [
                """{"y":["eins","zwei"]}""", """{"y":["drei"]}""",
                """{"maps":[{"a":1,"b":2,"c":3},{"a":4,"b":5,"c":6}]}""", """{"maps":[{"a":7,"b":8,"c":9}]}""",
            ],
            await Task.WhenAll(answers));
    }

    [Fact]
    public async Task Puts_together_only_those_whose_other_inputs_and_outputs_are_the_same()
    {
        using var engine = Engine(BatchModels.Bias());
        Task<BatchCalls.Outcome<float[]>>[] answers;
        using (Busy())
        {
            answers =
            [
                engine.CallAsync(Ct, X(1)), engine.CallAsync(Ct, X(2), Bias(5)), engine.CallAsync(Ct, X(3)),
                engine.CallAsync(Ct, X(4), Bias(5)), engine.CallAsync(Ct, X(6), Bias(7)),
                engine.CallAsync(BatchCalls.Floats, new PredictInput(default, [X(8)]) { Outputs = ["y"] }, Ct),
            ];
        }

        var outcomes = await Task.WhenAll(answers);
        Assert.Equal([101, 7, 103, 9, 13, 108], outcomes.Select(outcome => outcome.Read![0]));
        Assert.Equal([2, 2, 2, 2, 1, 1], outcomes.Select(outcome => (int)outcome.Phases!.Value.RunRows));

        static Tensor X(float x) => Tensor.Of("x", DataType.Fp32, [1], x);
        static Tensor Bias(float bias) => Tensor.Of("bias", DataType.Fp32, [1], bias);
    }

    [Fact]
    public async Task Stops_sharing_when_a_run_has_another_number_of_rows_than_it_was_fed()
    {
        var notices = new List<string>();
        using var engine = new OnnxEngine(
            OnnxSession.Open(OnnxFiles.Runtime, BatchModels.NotNegative()), _slots, new OnnxModelOptions { Notice = notices.Add });
        Task<BatchCalls.Outcome<float[]>> one, other;
        using (Busy())
        {
            one = engine.CallAsync(Ct, Tensor.Of("x", DataType.Fp32, [2], 1f, -2f));
            other = engine.CallAsync(Ct, Tensor.Of("x", DataType.Fp32, [2], 3f, 4f));
        }

        Same([1], (await one).Read);
        Same([3, 4], (await other).Read);
        Assert.Equal("off: for 4 rows the output 'y' had another number of them", engine.Batching.ToString());
        Assert.Equal(["on: rows come out together as they do alone", engine.Batching.ToString()], notices);
    }

    [Fact]
    public async Task Refuses_with_a_time_to_wait_when_too_many_wait()
    {
        using var engine = Engine(BatchModels.Affine(), new OnnxBatchingOptions(MaxQueue: 1));
        Task<BatchCalls.Outcome<float[]>> waits, refused;
        using (Busy())
        {
            waits = engine.CallAsync(Ct, BatchCalls.Row("x", 1));
            refused = engine.CallAsync(Ct, BatchCalls.Row("x", 2));
        }

        Same([3], (await waits).Read);
        Assert.Equal((ErrorKind.RateLimited, "queue_full"), ((await refused).Error!.Kind, (await refused).Error!.Code));
        Assert.NotNull((await refused).Error!.RetryAfter);
    }

    private static Task<string> AnswerAsync(OnnxEngine engine, string body) =>
        EngineCalls.AnswerAsync(engine, engine.Description.Signature, body, Ct);

    private static void Same(IEnumerable<float> expected, IEnumerable<float>? actual) => Assert.Equal(expected, actual);

    // As long as this is held nothing is run: what is called meanwhile waits.
    private Held Busy()
    {
        Assert.True(_slots.Free.TryEnter());
        return new Held(_slots);
    }

    private OnnxEngine Engine(byte[] model, OnnxBatchingOptions? batching = null) =>
        new(OnnxSession.Open(OnnxFiles.Runtime, model), _slots, new OnnxModelOptions { Batching = batching ?? new OnnxBatchingOptions() });

    private sealed class Held(OnnxRunSlots slots) : IDisposable
    {
        public void Dispose() => slots.Free.Exit();
    }
}
