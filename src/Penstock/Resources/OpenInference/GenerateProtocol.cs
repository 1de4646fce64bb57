using System.Buffers;
using Penstock.Dialects;
using Penstock.Dialects.OpenInference;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.OpenInference;

/// <summary>Triton's extension `generate`: one text in, one text out, as JSON or as events.</summary>
/// <param name="events">Whether the answer is a stream of events: one for each text of a function that streams, and one of another.</param>
internal sealed class GenerateProtocol(bool events) : CallProtocol
{
    public override string Dialect => OpenInferenceDialect.Name;

    public override ErrorFormat Errors => OpenInferenceErrorFormat.Instance;

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) => (new GenerateRequest(body, events), null);

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        var model = call.State.ModelThatRan!;
        var result = ((PredictOutput)output).Values[0];
        var tensor = OutputTensors.Of(result, WireSignature.Of(model.Signature!).Outputs[0]);
        if (events)
        {
            into.Write("data: "u8);
        }

        GenerateWriter.Write(into, model, ((GenerateRequest)call.State.Request!).Id, tensor.Count == 0 ? "" : tensor.Text(0));
        if (!events)
        {
            return OpenInferenceDialect.Json;
        }

        into.Write("\n\n"u8);
        return StreamContentType;
    }

    public override FrameEncoder Encoder(Call call) => new GenerateEncoder(call.State.ModelThatRan!, ((GenerateRequest)call.State.Request!).Id);

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        into.Write("data: "u8);
        Errors.Write(error, call.Id, into);
        into.Write("\n\n"u8);
    }
}
