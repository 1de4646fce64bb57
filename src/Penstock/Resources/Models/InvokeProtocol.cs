using System.Buffers;
using Microsoft.Net.Http.Headers;
using Penstock.Dialects;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Models;

/// <summary>A typed model's own JSON in and out.</summary>
/// <param name="errors">How errors are answered.</param>
/// <param name="form">What the items of a model that streams look like.</param>
/// <param name="streamed">The media type of such a stream.</param>
internal sealed class InvokeProtocol(ModelErrors errors, ItemForm form, string streamed) : CallProtocol
{
    private static readonly MediaTypeHeaderValue[] AllWritten =
        [.. MediaTypes.Written, new("application/jsonl"), new("application/x-ndjson")];

    public override string Dialect => "penstock";

    public override ErrorFormat Errors => errors.Format;

    // A service behind it may know a repeated call by its key, and goes on with the client's trace.
    public override IReadOnlyList<string> ForwardedHeaders { get; } = ["idempotency-key", "traceparent", "tracestate"];

    public override MediaTypeHeaderValue[] Written => AllWritten;

    public override string StreamContentType => streamed;

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) =>
        (new PredictRequest(body.Memory, body, errors.Whole), null);

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        PredictWriter.Write(into, (PredictOutput)output, call.State.Model!.Signature!);
        return "application/json";
    }

    public override FrameEncoder Encoder(Call call) => new ItemEncoder(form);

    /// <summary>Events end with one named <c>error</c>. Where every line or element is an item there is no place for it: the cut connection says it all.</summary>
    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        if (form == ItemForm.Events)
        {
            into.Write("event: error\ndata: "u8);
            Errors.Write(error, call.Id, into);
            into.Write("\n\n"u8);
        }
    }
}
