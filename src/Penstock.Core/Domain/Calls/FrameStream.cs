namespace Penstock.Domain.Calls;

/// <summary>A streamed answer. Disposing it before its end cancels the work behind it.</summary>
public abstract class FrameStream : IAsyncDisposable
{
    /// <summary>
    /// Reads the next frame; the one before is no longer valid. Null after a terminal or an error frame, never before:
    /// a stream that breaks off gives an error frame.
    /// </summary>
    public abstract ValueTask<Frame?> ReadAsync(CancellationToken ct);

    /// <summary>Whether the next frame is there already, so that the encoder need not flush before it.</summary>
    public virtual bool HasBuffered => false;

    /// <summary>The headers of the provider that the dialect lets through to the client.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, string>> Headers => [];

    /// <summary>The provider's <c>Content-Type</c>; null when the encoder chooses.</summary>
    public virtual string? ContentType => null;

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
