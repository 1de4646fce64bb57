using System.Runtime.InteropServices;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Penstock.Gateways.Telemetry.Metrics;

/// <summary>
/// Hash and equality of a tag set as it was given. The runtime's string hash guards against chosen collisions at about a
/// nanosecond a character; here the table is bounded, so a plain multiplicative mix over eight bytes at a time is enough.
/// </summary>
internal static class TagHash
{
    private const ulong Prime = 0x9E3779B97F4A7C15;

    /// <summary>A hash over keys' lengths and whole values, in their order.</summary>
    public static int Of(ReadOnlySpan<Tag> tags)
    {
        var hash = (ulong)tags.Length;
        foreach (ref readonly var tag in tags)
        {
            hash = Mix(hash ^ (uint)tag.Key.Length);
            hash = tag.Value switch
            {
                null => hash,
                string text => Text(hash, text),
                var other => Mix(hash ^ (uint)other.GetHashCode()),
            };
        }

        return (int)(hash ^ (hash >> 32));
    }

    /// <summary>Whether both sets have equal keys and values in the same order.</summary>
    public static bool Same(ReadOnlySpan<Tag> left, ReadOnlySpan<Tag> right)
    {
        if (left.Length != right.Length) return false;
        for (var i = 0; i < left.Length; i++)
        {
            // Keys are constants nearly always: string equality ends at the reference.
            if (!string.Equals(left[i].Key, right[i].Key, StringComparison.Ordinal)) return false;
            var (a, b) = (left[i].Value, right[i].Value);
            if (ReferenceEquals(a, b)) continue;
            var equal = a is string x && b is string y ? string.Equals(x, y, StringComparison.Ordinal) : Equals(a, b);
            if (!equal) return false;
        }

        return true;
    }

    private static ulong Text(ulong hash, string text)
    {
        hash ^= (uint)text.Length;
        var bytes = MemoryMarshal.AsBytes(text.AsSpan());
        while (bytes.Length >= sizeof(ulong))
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        var rest = 0UL;
        foreach (var b in bytes) rest = (rest << 8) | b;
        return Mix(hash ^ rest);
    }

    private static ulong Mix(ulong hash)
    {
        hash *= Prime;
        return hash ^ (hash >> 29);
    }
}
