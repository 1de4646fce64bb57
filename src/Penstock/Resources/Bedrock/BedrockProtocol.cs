using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Penstock.Dialects;
using Penstock.Dialects.Bedrock;
using Penstock.Dialects.Bedrock.Native;
using Penstock.Dialects.EventStreams;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Bedrock;

/// <summary>Bedrock's dialect towards clients. The address says whether the answer is a stream, and whether the body is the model's own.</summary>
/// <param name="streams">Whether the answer is a stream.</param>
/// <param name="native">Whether bodies are the model's own (<c>invoke</c>).</param>
internal sealed class BedrockProtocol(bool streams, bool native) : CallProtocol
{
    private static readonly MediaTypeHeaderValue[] s_written = [new("application/json"), new(EventStreamWriter.MediaType)];

    public override string Dialect => BedrockDialect.Name;

    public override ErrorFormat Errors => BedrockErrorFormat.Instance;

    public override IReadOnlyList<string> ForwardedHeaders => BedrockDialect.ForwardedToProvider;

    public override MediaTypeHeaderValue[] Written => s_written;

    public override string StreamContentType => EventStreamWriter.MediaType;

    /// <summary>How long a call has taken, which answers of this dialect tell.</summary>
    public static TimeSpan Latency(Call call) => call.Time.GetElapsedTime(call.Started);

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) =>
        native ? NativeRequest.Scan(body, capability, streams)
        : WireRequest.Scan(Dialect, body, BedrockDialect.Governed, static body => ConverseRequestReader.Read(body), streams);

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        using var writer = new Utf8JsonWriter(into, JsonText.Options);
        switch (output)
        {
            case var _ when Family(call) is { } family:
                call.State.AnswerDropped = family.Write(writer, output, Head(call)).Names;
                break;
            case ChatOutput chat:
                call.State.AnswerDropped = ConverseAnswerWriter.Write(writer, chat, Latency(call)).Names;
                break;
            default:
                throw new InvalidOperationException($"Bedrock's dialect has no form for {output.GetType().Name}.");
        }

        return "application/json";
    }

    public override FrameEncoder Encoder(Call call) => native ? new NativeEncoder(call, Family(call)?.Pieces(Head(call))) : new ConverseEncoder(call);

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        var payload = new ArrayBufferWriter<byte>(256);
        Errors.Write(error, call.Id, payload);
        var type = BedrockErrors.StreamType(error);
        EventStreamWriter.WriteException(into, Encoding.UTF8.GetBytes(type), payload.WrittenSpan);
    }

    private static AnswerHead Head(Call call) => new(call.Id, call.State.Model!.Id, call.StartedAt);

    private static NativeFamily? Family(Call call) => (call.State.Request as NativeRequest)?.Family(call.State.Model!);
}
