using Penstock.Domain.Calls;
using Penstock.Domain.Models;

namespace Penstock.Pipeline.Shadow;

/// <summary>One shadow call: a copy of a call's input, and of the answer it got.</summary>
internal sealed record ShadowRun(
    string CallId, CallHead Head, TimeProvider Time, CatalogLease Lease, ModelShadow Shadow, PredictInput Input, IReadOnlyList<NamedValue> Expected, long Bytes)
{
    /// <summary>Runs it and compares the answers.</summary>
    public async Task RunAsync(ShadowComparisons comparisons, CancellationToken ct)
    {
        var model = Shadow.Model;
        try
        {
            // It never crosses the pipeline: nobody is billed for it, and no limit counts it.
            using var call = new Call(CallId + ".shadow", Head with { Credential = null }, ShadowBody.Instance, Time);
            call.State.Model = model;
            call.State.Target = model.Targets[0];
            call.State.Request = new ShadowRequest(Input);
            await using var result = await model.Targets[0].Engine.InvokeAsync(call, model.Targets[0], ct);
            if (result is CallResult.Unary { Answer.Output: PredictOutput output })
            {
                comparisons.Compared(model, OutputDifference.Between(Expected, output.Values, Shadow.Tolerance));
            }
            else
            {
                comparisons.Failed(model, (result as CallResult.Failed)?.Error.Message ?? "It gave no typed answer.");
            }

            await call.EndAsync(CallEnd.Completed, null, CancellationToken.None);
        }
        catch (Exception exception) when (!ct.IsCancellationRequested)
        {
            comparisons.Failed(model, exception.Message);
        }
    }

    private sealed class ShadowBody : CallBody
    {
        public static readonly ShadowBody Instance = new();

        public override ValueTask<(CallRequest? Request, CallError? Error)> ReadAsync(CancellationToken ct) =>
            throw new InvalidOperationException("A shadow call has been read.");
    }

    private sealed class ShadowRequest(PredictInput input) : CallRequest
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
