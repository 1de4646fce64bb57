using System.Buffers;
using System.Text.Json;
using Penstock.Dialects;
using Penstock.Dialects.Converse;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Models;

/// <summary>Penstock's own conversation towards clients: the same body for every provider.</summary>
internal sealed class ConverseProtocol : CallProtocol
{
    public override string Dialect => ConverseDialect.Name;

    public override ErrorFormat Errors => ProblemFormat.Instance;

    public override IReadOnlyList<string> ForwardedHeaders { get; } = ["traceparent", "tracestate"];

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) => ConverseRequest.Read(body);

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        using var writer = new Utf8JsonWriter(into, JsonText.Options);
        call.State.AnswerDropped = ConverseAnswer.Write(writer, (ChatOutput)output, call.State.Model!.Id, call.Id).Names;
        return "application/json";
    }

    public override ReadOnlyMemory<byte> Heartbeat => Comment;

    public override FrameEncoder Encoder(Call call) => new ConverseEncoder(call);

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        into.Write("event: error\ndata: "u8);
        Errors.Write(error, call.Id, into);
        into.Write("\n\n"u8);
    }
}
