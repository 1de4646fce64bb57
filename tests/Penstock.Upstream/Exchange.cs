namespace Penstock.Upstream;

/// <summary>One recorded HTTP exchange with a real provider; the bodies are the bytes after content decoding.</summary>
internal sealed record Exchange(
    string Id,
    string Provider,
    string Method,
    string Path,
    bool Stream,
    int Status,
    string? Model,
    IReadOnlyDictionary<string, string> ResponseHeaders,
    byte[] RequestBody,
    byte[] ResponseBody)
{
    // The stand-in frames and encodes anew, so the recorded framing would be a lie.
    private static readonly HashSet<string> Framing = new(StringComparer.OrdinalIgnoreCase)
    {
        "content-length", "transfer-encoding", "content-encoding", "connection", "keep-alive", "date", "server", "set-cookie",
    };

    public Answer ToAnswer() => new(
        Status,
        [.. ResponseHeaders.Where(header => !Framing.Contains(header.Key))],
        ResponseBody);
}
