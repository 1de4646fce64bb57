using System.Buffers.Text;
using System.IO.Compression;

namespace Penstock.Dialects.Tokens;

/// <summary>The tokens of one encoding with their ranks: a hash table over one block of bytes.</summary>
internal sealed class TokenRanks
{
    private readonly byte[] _bytes;
    private readonly int[] _ends;
    private readonly int[] _slots;
    private readonly int _mask;

    private TokenRanks(byte[] bytes, List<int> ends)
    {
        (_bytes, _ends) = (bytes, [.. ends]);
        _mask = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_ends.Length * 2) - 1;
        _slots = new int[_mask + 1];
        for (var rank = 0; rank < _ends.Length; rank++)
        {
            var slot = (int)Hash(Token(rank)) & _mask;
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & _mask;
            }

            _slots[slot] = rank + 1;
        }
    }

    /// <summary>The rank of a token; <see cref="int.MaxValue"/> when there is none.</summary>
    public int Of(ReadOnlySpan<byte> token)
    {
        for (var slot = (int)Hash(token) & _mask; _slots[slot] != 0; slot = (slot + 1) & _mask)
        {
            if (Token(_slots[slot] - 1).SequenceEqual(token))
            {
                return _slots[slot] - 1;
            }
        }

        return int.MaxValue;
    }

    /// <summary>Reads an embedded rank file; null where Penstock was built without.</summary>
    /// <param name="encoding">The encoding's name: <c>o200k_base</c>.</param>
    public static TokenRanks? Load(string encoding)
    {
        using var resource = typeof(TokenRanks).Assembly.GetManifestResourceStream($"tokens/{encoding}.zip");
        if (resource is null)
        {
            return null;
        }

        using var zip = new ZipArchive(resource, ZipArchiveMode.Read);
        using var file = zip.Entries[0].Open();
        using var text = new MemoryStream((int)zip.Entries[0].Length);
        file.CopyTo(text);
        return Parse(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    // Lines of a token in base64 and its rank, which counts from 0.
    private static TokenRanks Parse(ReadOnlySpan<byte> text)
    {
        var (bytes, ends, at) = (new byte[text.Length], new List<int>(210_000), 0);
        foreach (var range in text.Split((byte)'\n'))
        {
            var line = text[range];
            var space = line.IndexOf((byte)' ');
            if (space > 0)
            {
                Base64.DecodeFromUtf8(line[..space], bytes.AsSpan(at), out _, out var written);
                at += written;
                ends.Add(at);
            }
        }

        return new TokenRanks(bytes[..at], ends);
    }

    private ReadOnlySpan<byte> Token(int rank) => _bytes.AsSpan((rank == 0 ? 0 : _ends[rank - 1]).._ends[rank]);

    // FNV-1a: the tokens are short.
    private static uint Hash(ReadOnlySpan<byte> token)
    {
        var hash = 2166136261u;
        foreach (var value in token)
        {
            hash = (hash ^ value) * 16777619;
        }

        return hash ^ (hash >> 15);
    }
}
