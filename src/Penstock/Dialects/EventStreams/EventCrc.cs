namespace Penstock.Dialects.EventStreams;

/// <summary>CRC-32 as gzip and AWS's event streams count it (polynomial 0xEDB88320, reflected).</summary>
internal static class EventCrc
{
    private static readonly uint[] s_table = Table();

    /// <summary>The checksum of some bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="before">The checksum of what stands before them; 0 for nothing.</param>
    public static uint Of(ReadOnlySpan<byte> bytes, uint before = 0)
    {
        var crc = ~before;
        foreach (var octet in bytes)
        {
            crc = s_table[(byte)(crc ^ octet)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] Table()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var entry = i;
            for (var bit = 0; bit < 8; bit++)
            {
                entry = (entry & 1) == 0 ? entry >> 1 : (entry >> 1) ^ 0xEDB88320;
            }

            table[i] = entry;
        }

        return table;
    }
}
