using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Penstock.Dialects;
using Penstock.Dialects.Predict;
using Penstock.Domain.Calls;
using Penstock.Resources.Calls;

namespace Penstock.Resources.Models;

/// <summary>
/// A typed model's own JSON in and out, errors as problem details. A model that streams answers as <c>Accept</c> asks: events
/// (<c>text/event-stream</c>, also when nothing is asked for), lines (<c>application/jsonl</c>, <c>application/x-ndjson</c>) or one
/// list (<c>application/json</c>).
/// </summary>
internal sealed class InvokeProtocol : CallProtocol
{
    private static readonly (string MediaType, InvokeProtocol Protocol)[] All =
    [
        ("text/event-stream", new(ItemForm.Events, "text/event-stream; charset=utf-8")),
        ("application/json", new(ItemForm.List, "application/json")),
        ("application/jsonl", new(ItemForm.Lines, "application/jsonl")),
        ("application/x-ndjson", new(ItemForm.Lines, "application/x-ndjson")),
    ];

    private static readonly MediaTypeHeaderValue[] AllWritten =
        [.. MediaTypes.Written, new("application/jsonl"), new("application/x-ndjson")];

    private readonly ItemForm _form;

    private InvokeProtocol(ItemForm form, string contentType) => (_form, StreamContentType) = (form, contentType);

    public override string Dialect => "penstock";

    public override ErrorFormat Errors => ProblemFormat.Instance;

    public override MediaTypeHeaderValue[] Written => AllWritten;

    public override string StreamContentType { get; }

    /// <summary>The protocol for what a request would have a stream look like: the highest quality in <c>Accept</c>, the first named among equals.</summary>
    public static InvokeProtocol For(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0 || (accept.Count == 1 && accept[0] is "*/*") || !MediaTypeHeaderValue.TryParseList(accept, out var wanted))
        {
            return All[0].Protocol;
        }

        foreach (var type in wanted.OrderByDescending(type => type.Quality ?? 1))
        {
            foreach (var (mediaType, protocol) in All)
            {
                if (type.Quality != 0 && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase))
                {
                    return protocol;
                }
            }
        }

        return All[0].Protocol;
    }

    public override (CallRequest? Request, CallError? Error) Scan(PooledBytes body, Capability capability) =>
        (new PredictRequest(body.Memory, body), null);

    public override string WriteOutput(Call call, CallOutput output, IBufferWriter<byte> into)
    {
        PredictWriter.Write(into, (PredictOutput)output, call.State.Model!.Signature!);
        return "application/json";
    }

    public override FrameEncoder Encoder(Call call) => new ItemEncoder(_form);

    /// <summary>Events end with one named <c>error</c>. Where every line or element is an item there is no place for it: the cut connection says it all.</summary>
    public override void WriteStreamError(Call call, CallError error, IBufferWriter<byte> into)
    {
        if (_form == ItemForm.Events)
        {
            into.Write("event: error\ndata: "u8);
            Errors.Write(error, call.Id, into);
            into.Write("\n\n"u8);
        }
    }
}
