using System.Text;
using Penstock.Dialects.Governed;
using Penstock.Domain.Calls;

namespace Penstock.Dialects.Responses;

/// <summary>A request for a response, and what is known of the one it follows.</summary>
/// <param name="body">The body; owned. What it followed was put into its input where Penstock keeps it.</param>
/// <param name="governed">Its governed members.</param>
/// <param name="head">Whether it is to be kept, and where its input stands.</param>
internal sealed class ResponsesRequest(PooledBytes body, GovernedBody governed, ResponsesHead head) : WireRequest(ResponsesDialect.Name, body, governed, ResponsesRequestReader.Read)
{
    private static readonly byte[] NoId = "\"previous_response_id\":null"u8.ToArray();

    /// <summary>Whether the answer is to be kept.</summary>
    public bool Store => head.Store;

    /// <summary>The id of the response it follows, as the client said it; null when it follows none.</summary>
    public string? PreviousId { get; private init; } = head.PreviousId;

    /// <summary>The input, as JSON text: of a conversation that Penstock keeps all of it.</summary>
    public ReadOnlyMemory<byte> Input => head.Input.Equals(default) ? default : Body[head.Input];

    /// <summary>The provider that keeps what it follows, and so must run it; null where any may.</summary>
    public override string? Provider => KeptBy;

    /// <summary>The provider that keeps what it follows.</summary>
    public string? KeptBy { get; init; }

    /// <summary>Scans a body and takes it: a request, or an error, after which the body is given back.</summary>
    public static (ResponsesRequest? Request, CallError? Error) Scan(PooledBytes body)
    {
        if (GovernedScan.Scan(body.Memory.Span, ResponsesDialect.Governed, out var governed) is { } error)
        {
            body.Dispose();
            return (null, error);
        }

        return (new ResponsesRequest(body, governed, ResponsesHead.Read(body.Memory.Span)), null);
    }

    /// <summary>The same, to be run by the provider that keeps what it follows.</summary>
    public ResponsesRequest At(string provider) => new(Bytes, Governed, head) { KeptBy = provider };

    /// <summary>The same, the conversation it follows put before its own input. This one gives its memory up.</summary>
    /// <param name="items">The items of the conversation so far: JSON, separated by commas.</param>
    public ResponsesRequest After(ReadOnlyMemory<byte> items)
    {
        var edits = new BodyEdits(Body);
        edits.Replace(head.Previous, NoId);
        if (head.Input.Equals(default))
        {
            edits.Replace((Governed.Brace + 1)..(Governed.Brace + 1), "\"input\":["u8.ToArray(), items, "],"u8.ToArray());
        }
        else
        {
            edits.Replace(head.Input, ["["u8.ToArray(), items, .. OwnItems(!items.IsEmpty), "]"u8.ToArray()]);
        }

        var pieces = edits.Pieces();
        var joined = new PooledBytes(pieces.Sum(piece => piece.Length));
        foreach (var piece in pieces)
        {
            piece.CopyTo(joined.Free(Math.Max(piece.Length, 1)));
            joined.Advance(piece.Length);
        }

        var id = PreviousId;
        Dispose();
        var (request, error) = Scan(joined);
        return request is null
            ? throw new InvalidOperationException(error!.Message)
            : new ResponsesRequest(joined, request.Governed, request.Head) { PreviousId = id };
    }

    private ResponsesHead Head => head;

    // One text is a message; the items of an array go without its brackets.
    private IEnumerable<ReadOnlyMemory<byte>> OwnItems(bool comma)
    {
        var own = Input;
        var isArray = own.Span[0] == '[';
        own = isArray ? own[1..^1] : own;
        if (own.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            yield break;
        }

        if (comma)
        {
            yield return ","u8.ToArray();
        }

        if (isArray)
        {
            yield return own;
            yield break;
        }

        yield return Encoding.UTF8.GetBytes("{\"type\":\"message\",\"role\":\"user\",\"content\":");
        yield return own;
        yield return "}"u8.ToArray();
    }
}
