using System.Buffers;
using Penstock.Dialects;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Models;

/// <summary>A typed model's own JSON in and out.</summary>
/// <param name="errors">How errors are answered.</param>
internal sealed class InvokeProtocol(ModelErrors errors) : CallProtocol
{
    public override string Dialect => "penstock";

    public override ErrorFormat Errors => errors.Format;

    // A service behind it may know a repeated call by its key, and goes on with the client's trace.
    public override IReadOnlyList<string> ForwardedHeaders { get; } = ["idempotency-key", "traceparent", "tracestate"];

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) =>
        (new PredictRequest(body.Memory, body, errors.Whole), null);

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        PredictWriter.Write(into, (PredictOutput)output, call.State.Model!.Signature!);
        return "application/json";
    }

    public override FrameEncoder Encoder(Call call) =>
        throw new InvalidOperationException("A predict call has no stream.");

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into) =>
        throw new InvalidOperationException("A predict call has no stream.");
}
