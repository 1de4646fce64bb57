using System.Text;

namespace Penstock.Tests.Dialects.Grid;

/// <summary>Takes one thing from a client's dialect to a provider's, or back, over the wire of both.</summary>
internal static class GridRun
{
    /// <summary>A request: the client's dialect, the provider's dialect.</summary>
    public static GridCell Request(RequestCase row, GridDialect client, GridDialect provider)
    {
        var wanted = row.Facet(row.Input);
        var sent = client.WriteRequest(row.Input, stream: false);
        if (sent.Losses.Refused is not null)
        {
            return new GridCell(GridVerdict.Unsayable, "", "");
        }

        var said = client.ReadRequest(Joined(sent.Body));
        if (row.Facet(said) != wanted)
        {
            return new GridCell(sent.Losses.Count > 0 ? GridVerdict.Unsayable : GridVerdict.Lost, $"{client.Name} itself: {row.Facet(said)}", "");
        }

        var forwarded = provider.WriteRequest(said, stream: false);
        if (forwarded.Losses.Refused is { } refused)
        {
            return new GridCell(GridVerdict.Refused, refused.Feature, "");
        }

        var body = Joined(forwarded.Body);
        var got = row.Facet(provider.ReadRequest(body));
        return Judge(got == wanted, forwarded.Losses.Names, got, $"{forwarded.Path}\n{Encoding.UTF8.GetString(body.Span)}");
    }

    /// <summary>An answer: the provider's dialect, the client's dialect.</summary>
    public static GridCell Answer(AnswerCase row, GridDialect provider, GridDialect client)
    {
        var wanted = row.Facet(row.Output);
        var (sent, unsaid) = provider.WriteAnswer(row.Output);
        var said = provider.ReadAnswer(sent);
        if (row.Facet(said) != wanted)
        {
            return new GridCell(unsaid.Count > 0 ? GridVerdict.Unsayable : GridVerdict.Lost, $"{provider.Name} itself: {row.Facet(said)}", "");
        }

        var (body, dropped) = client.WriteAnswer(said);
        var got = row.Facet(client.ReadAnswer(body));
        return Judge(got == wanted, [.. dropped.Except(Always(provider, client))], got, Text(body));
    }

    /// <summary>A stream: the provider's dialect, the client's dialect.</summary>
    public static async Task<GridCell> StreamAsync(AnswerCase row, GridDialect provider, GridDialect client)
    {
        var wanted = row.Facet(AnswerChunks.Together(row.Frames.SelectMany(chunks => chunks)));
        var (sent, unsaid) = provider.WriteStream(row.Frames);
        var frames = await provider.ReadStreamAsync(sent);
        var said = row.Facet(AnswerChunks.Together(frames.SelectMany(chunks => chunks)));
        if (said != wanted)
        {
            return new GridCell(unsaid.Count > 0 ? GridVerdict.Unsayable : GridVerdict.Lost, $"{provider.Name} itself: {said}", "");
        }

        var (body, dropped) = client.WriteStream(frames);
        var got = row.Facet(AnswerChunks.Together((await client.ReadStreamAsync(body)).SelectMany(chunks => chunks)));
        return Judge(got == wanted, [.. dropped.Except(Always(provider, client))], got, Text(body));
    }

    /// <summary>The pieces of a body, joined.</summary>
    public static ReadOnlyMemory<byte> Joined(IEnumerable<ReadOnlyMemory<byte>> pieces) => pieces.SelectMany(piece => piece.ToArray()).ToArray();

    // What a plain text loses, too, is no account of what a row is about: a provider's own members.
    private static IReadOnlyList<string> Always(GridDialect provider, GridDialect client) =>
        client.WriteAnswer(provider.ReadAnswer(provider.WriteAnswer(AnswerCases.All[0].Output).Body)).Dropped;

    private static GridCell Judge(bool same, IReadOnlyList<string> dropped, string got, string wire) =>
        same ? new GridCell(GridVerdict.Carried, string.Join(", ", dropped), wire)
        : dropped.Count > 0 ? new GridCell(GridVerdict.Dropped, string.Join(", ", dropped), wire)
        : new GridCell(GridVerdict.Lost, got, wire);

    /// <summary>A stream as text; what is binary in its framing is shown as dots.</summary>
    public static string Text(byte[] body) => Encoding.UTF8.GetString([.. body.Select(octet => octet is >= 32 and < 127 or 10 ? octet : (byte)'.')]);
}
