using System.Net;
using System.Security.Cryptography;

namespace Penstock.Gateways.Engines.Providers;

/// <summary>A body in pieces that are sent one behind the other without being joined.</summary>
internal sealed class PiecesContent : HttpContent
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _pieces;
    private readonly long _length;

    public PiecesContent(IReadOnlyList<ReadOnlyMemory<byte>> pieces, string contentType)
    {
        _pieces = pieces;
        foreach (var piece in pieces)
        {
            _length += piece.Length;
        }

        Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    /// <summary>The SHA-256 of the whole body, for signatures.</summary>
    public byte[] Sha256()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in _pieces)
        {
            hash.AppendData(piece.Span);
        }

        return hash.GetHashAndReset();
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        foreach (var piece in _pieces)
        {
            await stream.WriteAsync(piece, cancellationToken);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
