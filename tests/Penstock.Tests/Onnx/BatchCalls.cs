using Penstock.Domain.Calls;
using Penstock.Domain.Models;
using Penstock.Onnx;

namespace Penstock.Tests.Onnx;

/// <summary>Calls an ONNX engine with tensors, each call ended as soon as it is answered.</summary>
internal static class BatchCalls
{
    /// <summary>What a call came to: what was read of its answer, or its error, and where its time went.</summary>
    internal sealed record Outcome<T>(T? Read, CallError? Error, PredictPhases? Phases);

    internal static async Task<Outcome<T>> CallAsync<T>(
        this OnnxEngine engine, Func<PredictOutput, T> read, PredictInput input, CancellationToken ct)
    {
        var target = new Target("onnx", "subject", engine, RouteOptions.Local);
        using var call = new Call(
            "call_1", new CallHead { Capability = Capability.Predict, Dialect = "penstock", Model = "subject" }, new NoBody(), TimeProvider.System);
        call.State.Model = new Model
        {
            Id = "subject", Capabilities = [Capability.Predict], Targets = [target], Signature = engine.Description.Signature, Source = "file",
        };
        call.State.Request = new GivenRequest(input);
        await using var result = await engine.InvokeAsync(call, target, ct);
        return result is CallResult.Unary { Answer.Output: PredictOutput output }
            ? new Outcome<T>(read(output), null, call.State.Phases)
            : new Outcome<T>(default, ((CallResult.Failed)result).Error, call.State.Phases);
    }

    /// <summary>Calls with tensors, and reads the first output's floats.</summary>
    internal static Task<Outcome<float[]>> CallAsync(this OnnxEngine engine, CancellationToken ct, params NamedValue[] values) =>
        engine.CallAsync(Floats, new PredictInput(default, values), ct);

    internal static float[] Floats(PredictOutput output) => ((Tensor)output.Values[0]).Elements<float>().ToArray();

    internal static Tensor Row(string name, params float[] row) => Tensor.Of(name, DataType.Fp32, [1, row.Length], row);
}
