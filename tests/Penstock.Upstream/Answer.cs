namespace Penstock.Upstream;

/// <summary>What is to be said, before any fault: status, headers (content-type among them) and the exact body bytes.</summary>
internal sealed record Answer(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>Pause between events, for synthetic streams that name one.</summary>
    public TimeSpan EventPace { get; init; } = TimeSpan.Zero;

    /// <summary>Synthetic answers ask for whole writes, which keeps the stand-in cheap under load.</summary>
    public Pieces? Pieces { get; init; }

    public string ContentType { get; } = Headers.FirstOrDefault(header => Is(header, "content-type")).Value ?? "";

    public bool IsStream =>
        ContentType.StartsWith("text/event-stream", StringComparison.OrdinalIgnoreCase)
        || ContentType.StartsWith("application/x-ndjson", StringComparison.OrdinalIgnoreCase)
        || ContentType.StartsWith("application/vnd.amazon.eventstream", StringComparison.OrdinalIgnoreCase);

    public Answer WithHeader(string name, string value) =>
        new(Status, [.. Headers.Where(header => !Is(header, name)), new(name, value)], Body) { EventPace = EventPace, Pieces = Pieces };

    public Answer WithBody(ReadOnlyMemory<byte> body) => this with { Body = body };

    private static bool Is(KeyValuePair<string, string> header, string name) =>
        string.Equals(header.Key, name, StringComparison.OrdinalIgnoreCase);
}
