using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Penstock.Resources.Models;

/// <summary>
/// The protocols of a typed model's own JSON. They differ in what a stream looks like, which <c>Accept</c> chooses: events
/// (<c>text/event-stream</c>, also when nothing is asked for), lines (<c>application/jsonl</c>, <c>application/x-ndjson</c>) or one
/// list (<c>application/json</c>).
/// </summary>
/// <param name="errors">How errors are answered.</param>
internal sealed class InvokeProtocols(ModelErrors errors)
{
    private readonly (string MediaType, InvokeProtocol Protocol)[] _all =
    [
        ("text/event-stream", new(errors, ItemForm.Events, "text/event-stream; charset=utf-8")),
        ("application/json", new(errors, ItemForm.List, "application/json")),
        ("application/jsonl", new(errors, ItemForm.Lines, "application/jsonl")),
        ("application/x-ndjson", new(errors, ItemForm.Lines, "application/x-ndjson")),
    ];

    /// <summary>The protocol for a request: the highest quality in <c>Accept</c>, the first named among equals.</summary>
    public InvokeProtocol For(HttpRequest request)
    {
        var accept = request.Headers.Accept;
        if (accept.Count == 0 || (accept.Count == 1 && accept[0] is "*/*") || !MediaTypeHeaderValue.TryParseList(accept, out var wanted))
        {
            return _all[0].Protocol;
        }

        foreach (var type in wanted.OrderByDescending(type => type.Quality ?? 1))
        {
            foreach (var (mediaType, protocol) in _all)
            {
                if (type.Quality != 0 && type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase))
                {
                    return protocol;
                }
            }
        }

        return _all[0].Protocol;
    }
}
