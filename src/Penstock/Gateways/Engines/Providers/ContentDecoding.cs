using System.IO.Compression;

namespace Penstock.Gateways.Engines.Providers;

/// <summary>Undoes the content codings of providers that encode although identity was asked for.</summary>
internal static class ContentDecoding
{
    /// <summary>Wraps the stream; codings are listed in the order they were applied (RFC 9110, 8.4).</summary>
    public static Stream Decode(Stream body, ICollection<string> codings)
    {
        foreach (var coding in codings.Reverse())
        {
            body = coding.ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
                "deflate" => new ZLibStream(body, CompressionMode.Decompress),
                "br" => new BrotliStream(body, CompressionMode.Decompress),
                "identity" => body,
                _ => throw new IOException($"The content coding '{coding}' is not known."),
            };
        }

        return body;
    }
}
