using System.Buffers;
using System.Text.Json;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Dialects.Reranking;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;
using Penstock.Resources.OpenAi;

namespace Penstock.Resources.Reranking;

/// <summary>Reranking towards clients, in Jina's form; who asks in Voyage's, with <c>top_k</c>, is answered in Voyage's.</summary>
internal sealed class RerankProtocol : CallProtocol
{
    public override string Dialect => RerankForm.Jina;

    public override ErrorFormat Errors => OpenAiErrorFormat.Instance;

    public override IReadOnlyList<string> ForwardedHeaders => OpenAiDialect.ForwardedToProvider;

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability)
    {
        var form = RerankForm.Of(body.Memory.Span);
        return WireRequest.Scan(form, body, RerankForm.Governed, form == Dialect ? ReadJina : ReadVoyage, streams: false);
    }

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        using var writer = new Utf8JsonWriter(into, JsonText.Options);
        var request = call.State.Request!;
        var asked = request.ReadInput(call.State.Model!).Input as RerankInput;
        var losses = output is RerankOutput order
            ? RerankAnswerCodec.Write(writer, order, asked, call.State.Model!.Id, request.Dialect ?? Dialect)
            : throw new InvalidOperationException($"Reranking has no form for {output.GetType().Name}.");
        call.State.AnswerDropped = losses.Names;
        return "application/json";
    }

    public override FrameEncoder Encoder(Call call) => throw new InvalidOperationException("Reranking does not stream.");

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into) => throw new InvalidOperationException("Reranking does not stream.");

    private static (CallInput?, CallError?) ReadJina(ReadOnlyMemory<byte> body) => RerankRequestCodec.Read(body, RerankForm.Jina);

    private static (CallInput?, CallError?) ReadVoyage(ReadOnlyMemory<byte> body) => RerankRequestCodec.Read(body, RerankForm.Voyage);
}
