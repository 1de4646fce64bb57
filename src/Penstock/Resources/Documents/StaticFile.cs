using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace Penstock.Resources.Documents;

/// <summary>A file served from memory, as it is and compressed.</summary>
internal sealed class StaticFile
{
    private StaticFile(byte[] plain, byte[] gzip, string contentType)
    {
        (Plain, Gzip, ContentType) = (plain, gzip, contentType);
        Tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(plain))[..24]}\"";
    }

    /// <summary>The bytes.</summary>
    public byte[] Plain { get; }

    /// <summary>The same, compressed.</summary>
    public byte[] Gzip { get; }

    /// <summary>The media type.</summary>
    public string ContentType { get; }

    /// <summary>The <c>ETag</c>: weak, since it is one for both forms (RFC 9110, 8.8.3).</summary>
    public string Tag { get; }

    /// <summary>Reads a file that is embedded in an assembly, maybe compressed.</summary>
    /// <exception cref="InvalidOperationException">The assembly has no such file.</exception>
    public static StaticFile Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{assembly.GetName().Name} has no {name}.");
        using var raw = new MemoryStream();
        stream.CopyTo(raw);
        var bytes = raw.ToArray();
        return bytes is [0x1f, 0x8b, ..]
            ? new StaticFile(Unpack(bytes), bytes, TypeOf(name))
            : new StaticFile(bytes, Pack(bytes), TypeOf(name));
    }

    private static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private static byte[] Unpack(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        gzip.CopyTo(plain);
        return plain.ToArray();
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".png" => "image/png",
        _ => "text/plain; charset=utf-8",
    };
}
