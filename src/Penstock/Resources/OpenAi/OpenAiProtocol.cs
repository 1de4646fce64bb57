using System.Buffers;
using System.Text.Json;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.OpenAi;

/// <summary>OpenAI's dialect towards clients.</summary>
internal sealed class OpenAiProtocol : CallProtocol
{
    public override string Dialect => OpenAiDialect.Name;

    public override ErrorFormat Errors => OpenAiErrorFormat.Instance;

    public override IReadOnlyList<string> ForwardedHeaders => OpenAiDialect.ForwardedToProvider;

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability)
    {
        if (GovernedScan.Scan(body.Memory.Span, out var governed) is { } error)
        {
            body.Dispose();
            return (null, error);
        }

        return (new OpenAiRequest(body, governed, capability), null);
    }

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        using var writer = new Utf8JsonWriter(into, JsonText.Options);
        switch (output)
        {
            case ChatOutput chat:
                ChatAnswerWriter.Write(writer, chat, Head(call));
                break;
            case EmbeddingOutput embeddings:
                var (asked, _) = call.State.Request!.ReadInput(call.State.Model!);
                EmbeddingAnswerWriter.Write(writer, embeddings, call.State.Model!.Id, asked is EmbeddingInput input ? input.Encoding ?? default : default);
                break;
            default:
                throw new InvalidOperationException($"OpenAI's dialect has no form for {output.GetType().Name}.");
        }

        return "application/json";
    }

    public override FrameEncoder Encoder(Call call) => new OpenAiFrameEncoder(call);

    /// <summary>What every answer begins with that no provider of this dialect gave.</summary>
    public static AnswerHead Head(Call call) => new(call.Id, call.State.Model!.Id, call.StartedAt);

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        into.Write("data: "u8);
        Errors.Write(error, call.Id, into);
        into.Write("\n\n"u8);
    }
}
