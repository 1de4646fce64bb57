using System.Buffers;
using Microsoft.AspNetCore.Http;
using Penstock.Dialects;
using Penstock.Dialects.OpenAi;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.OpenAi;

/// <summary>OpenAI's dialect towards clients, of moderations, pictures and sounds: forms besides JSON in, whatever the provider gives out.</summary>
internal sealed class MediaProtocol : CallProtocol
{
    private static readonly FrameEncoder Silent = new SilentEncoder();

    public override string Dialect => OpenAiDialect.Name;

    public override ErrorFormat Errors => OpenAiErrorFormat.Instance;

    public override IReadOnlyList<string> ForwardedHeaders => OpenAiDialect.ForwardedToProvider;

    /// <summary>What is answered is the provider's to choose: sounds, subtitles, JSON.</summary>
    public override CallError? RefuseMedia(HttpRequest request) => IsForm(request) && !request.Headers.ContainsKey("Content-Encoding") ? null : MediaTypes.RefuseContent(request);

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) =>
        WireRequest.Scan(Dialect, body, OpenAiDialect.Governed, static body => (new OpaqueInput(body), null));

    public override ValueTask<(CallRequest? Request, CallError? Error)> ScanAsync(HttpRequest request, PooledBytes body, Capability capability, CancellationToken ct) =>
        new(IsForm(request) ? MultipartRequest.Scan(body, request.ContentType!) : Scan(body, capability));

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into) =>
        throw new InvalidOperationException($"These answers cross as they are; there is no form for {output.GetType().Name}.");

    public override FrameEncoder Encoder(Call call) => Silent;

    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        // A sound that breaks off just ends too early: words would be noise in it.
        if (call.State.Request is not { Stream: false })
        {
            into.Write("event: error\ndata: "u8);
            Errors.Write(error, call.Id, into);
            into.Write("\n\n"u8);
        }
    }

    private static bool IsForm(HttpRequest request) => request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    // The end of a stream that has no last event of its own.
    private sealed class SilentEncoder : FrameEncoder
    {
        public override void Write(Frame frame, IBufferWriter<byte> into)
        {
        }
    }
}
