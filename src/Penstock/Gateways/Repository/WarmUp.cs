using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Gateways.Repository;

/// <summary>
/// The first call of a version, before it serves: the golden sample, or zeros that fit its signature. Zeros may be no input that the
/// model can make sense of, so that only a golden sample's failure counts.
/// </summary>
internal static class WarmUp
{
    private const long MostElements = 4 * 1024 * 1024;
    private static readonly CallHead Head = new() { Capability = Capability.Predict, Dialect = "penstock" };

    /// <summary>Warms a version up; says why it is refused, or null.</summary>
    public static async ValueTask<string?> RunAsync(Model model, string? golden, TimeProvider time, CancellationToken ct)
    {
        if (golden is null)
        {
            if (Zeros(model.Signature!) is { } input)
            {
                await using var ignored = await CallAsync(model, new GivenRequest(input), time, ct);
            }

            return null;
        }

        var (sample, error) = GoldenSample.Read(golden);
        return sample is null ? error : await sample.RunAsync(model, time, ct);
    }

    /// <summary>Calls a model beside the pipeline: no caller, no limits, no record.</summary>
    public static async ValueTask<CallResult> CallAsync(Model model, CallRequest request, TimeProvider time, CancellationToken ct)
    {
        using var call = new Call("warm-up", Head, NoBody.Instance, time);
        (call.State.Model, call.State.Target, call.State.Request) = (model, model.Targets[0], request);
        var result = await model.Targets[0].Engine.InvokeAsync(call, model.Targets[0], ct);
        await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);
        return result;
    }

    private static PredictInput? Zeros(Signature signature)
    {
        var values = new List<NamedValue>();
        foreach (var field in signature.Inputs.Where(field => !field.Optional))
        {
            long[] shape = [.. field.Shape.Select(dimension => dimension.Size ?? 1)];
            var count = shape.Aggregate(1.0, (product, size) => product * size);
            if (count > MostElements || field.Type == DataType.Json)
            {
                return null;
            }

            values.Add(field.Type == DataType.Bytes
                ? new Tensor(field.Name, shape, new ReadOnlyMemory<byte>[(int)count])
                : new Tensor(field.Name, field.Type, shape, new byte[(int)count * field.Type.Size()]));
        }

        return new PredictInput(new PredictForm(PredictLayout.Tensors), values);
    }

    private sealed class NoBody : CallBody
    {
        public static readonly NoBody Instance = new();

        public override ValueTask<(CallRequest? Request, CallError? Error)> ReadAsync(CancellationToken ct) =>
            throw new InvalidOperationException("A warm-up has no body.");
    }

    private sealed class GivenRequest(PredictInput input) : CallRequest
    {
        public override string? Model => null;

        public override bool Stream => false;

        public override ReadOnlyMemory<byte> Body => default;

        public override (CallInput? Input, CallError? Error) ReadInput(Model model) => (input, null);

        public override void Dispose()
        {
        }
    }
}
