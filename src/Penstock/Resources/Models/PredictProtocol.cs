using System.Buffers;
using Penstock.Dialects;
using Penstock.Dialects.TensorFlowServing;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;
using Penstock.Resources.OpenInference;

namespace Penstock.Resources.Models;

/// <summary>TensorFlow Serving's and Google's bodies in and out. Errors are TensorFlow Serving's, <c>{"error":"…"}</c>.</summary>
internal sealed class PredictProtocol : CallProtocol
{
    public override string Dialect => "tensorflow-serving";

    public override ErrorFormat Errors => OpenInferenceErrorFormat.Instance;

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) => (new InstancesRequest(body), null);

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        PredictionsWriter.Write(into, (PredictOutput)output, call.State.Model!.Signature!);
        return "application/json";
    }

    public override FrameEncoder Encoder(Call call) =>
        throw new InvalidOperationException("A predict call has no stream.");

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into) =>
        throw new InvalidOperationException("A predict call has no stream.");
}
