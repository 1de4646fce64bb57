namespace Penstock.Domain.Calls;

/// <summary>A complete answer: either a provider's raw bytes in its dialect, or a canonical output to be written in any.</summary>
public abstract class Answer : IDisposable
{
    /// <summary>The wire format of <see cref="Raw"/>; null for a canonical answer.</summary>
    public virtual string? Dialect => null;

    /// <summary>The provider's bytes; empty for a canonical answer. Valid until disposal.</summary>
    public virtual ReadOnlyMemory<byte> Raw => default;

    /// <summary>The provider's <c>Content-Type</c>; null for a canonical answer.</summary>
    public virtual string? ContentType => null;

    /// <summary>Where in <see cref="Raw"/> the value of the <c>model</c> member stands, quotes included; empty when there is none.</summary>
    public virtual Range ModelValue => default;

    /// <summary>The headers of the provider that the dialect lets through to the client.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, string>> Headers => [];

    /// <summary>The canonical output, decoded from the raw bytes on demand; null when the bytes do not hold one.</summary>
    public abstract CallOutput? Output { get; }

    /// <summary>Gives the buffer back.</summary>
    public virtual void Dispose()
    {
    }
}
